// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "preact/hooks";
import { AccountsPage } from "./accounts/accounts";
import { ahead } from "./ahead";
import { ApplicationsPage } from "./applications/applications";
import { AppealsPage } from "./appeals/appeals";
import { AuditPage } from "./audit/audit";
import { CasesPage } from "./cases/cases";
import { CertificatesPage } from "./certificates/certificates";
import { useDesk } from "./desk";
import { GatesPage } from "./gates/gates";
import { HomePage } from "./home/home";
import { useTexts } from "./language";
import { PassesPage } from "./passes/passes";
import { ReportsPage } from "./reports/reports";
import { ResponsePage } from "./response/response";
import { RequestsPage } from "./requests/requests";
import { ResidentsPage } from "./residents/residents";
import { Route, useRoute } from "./route";
import { RulesPage } from "./rules/rules";
import { Shell } from "./shell";
import { Ended, SignInPage } from "./sign_in";
import { VisitorsPage } from "./visitors/visitors";
import { warm } from "./warm";

function Body(props: { route: Route | null }) {
  const t = useTexts();
  switch (props.route?.page) {
    case "applications":
      return <ApplicationsPage values={props.route.values} />;
    case "home":
      return <HomePage />;
    case "gates":
      return <GatesPage values={props.route.values} />;
    case "audit":
      return <AuditPage values={props.route.values} />;
    case "accounts":
      return <AccountsPage />;
    case "residents":
      return <ResidentsPage values={props.route.values} />;
    case "passes":
      return <PassesPage values={props.route.values} />;
    case "requests":
      return <RequestsPage values={props.route.values} />;
    case "rules":
      return <RulesPage values={props.route.values} />;
    case "visitors":
      return <VisitorsPage values={props.route.values} />;
    case "certificates":
      return <CertificatesPage />;
    case "cases":
      return <CasesPage values={props.route.values} />;
    case "reports":
      return <ReportsPage values={props.route.values} />;
    case "response":
      return <ResponsePage values={props.route.values} />;
    case "appeals":
      return <AppealsPage values={props.route.values} />;
    default:
      return <p>{t.nothingForYou}</p>;
  }
}

export function App() {
  const desk = useDesk();
  const t = useTexts();
  const route = useRoute(desk.who, ahead);
  const page = route && t.pages[route.page];
  useEffect(warm, []);
  useEffect(() => {
    document.title = desk.who && page ? page + t.dash + t.title : t.title;
  }, [desk.language, desk.who, page]);
  useEffect(() => {
    document.documentElement.lang = desk.language === "zh" ? "zh-CN" : "en"; // by which the whole page is styled anew
  }, [desk.language]);
  if (!desk.ready) return <main><p>{t.loading}</p></main>;
  if (!desk.who) return <SignInPage />;
  return (
    <>
      <Shell route={route}>
        <Body key={route?.page} route={route} />
      </Shell>
      {desk.ended && <Ended who={desk.who} />}
    </>
  );
}
