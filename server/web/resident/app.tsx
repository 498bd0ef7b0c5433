// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "preact/hooks";
import { ApplyPage } from "./apply";
import { ElderPage } from "./elder";
import { useTexts } from "./language";
import { CardPage } from "./card";
import { CertificatesPage } from "./certificates";
import { ClockPage, MorePage, SignOutPage } from "./more";
import { PassPage } from "./pass";
import { Phone, setLook, usePhone } from "./phone";
import { ReadsPage } from "./reads";
import { RecordPage } from "./record";
import { link, Page, usePage } from "./route";
import { VisitorsPage, VisitPage } from "./visitors";
import { WaitingPage } from "./waiting";
import { WelcomePage } from "./welcome";

function Top(props: { page: Page; phone: Phone }) {
  const t = useTexts();
  const other = props.phone.language === "zh" ? "en" : "zh";
  const language = other === "en" ? "en" : "zh-CN";
  return (
    <header>
      {props.page ? <a class="back" href="#">‹ {t.back}</a> : <span class="title">{t.title}</span>}
      <button class="plain" id="language" lang={language} aria-label={t.languageLabel} onClick={() => setLook({ language: other })}>
        {t.language}
      </button>
      {!props.page && props.phone.me && <a class="menu" href="#more">{t.menu}</a>}
    </header>
  );
}

function Home(props: { phone: Phone }) {
  const { pair, me, elder } = props.phone;
  if (pair && me?.passes.length) return elder ? <ElderPage pair={pair} /> : <PassPage pair={pair} />;
  return pair && me?.applications.length ? <WaitingPage /> : <WelcomePage />;
}

function Body(props: { page: Page; phone: Phone }) {
  switch (props.page) {
    case "apply":
    case "family":
    case "lost":
      return <ApplyPage key={props.page} why={props.page} />;
    case "more":
      return <MorePage />;
    case "record":
      return <RecordPage />;
    case "reads":
      return <ReadsPage />;
    case "clock":
      return <ClockPage key={location.hash} />;
    case "card":
      return <CardPage />;
    case "certificates":
      return <CertificatesPage />;
    case "visitors":
      return <VisitorsPage />;
    case "visit":
      return <VisitPage link={link()} />;
    case "out":
      return <SignOutPage />;
    default:
      return <Home phone={props.phone} />;
  }
}

export function App() {
  const phone = usePhone();
  const page = usePage();
  const t = useTexts();
  useEffect(() => {
    document.documentElement.lang = phone.language === "zh" ? "zh-CN" : "en";
    document.title = t.title;
  }, [phone.language]);
  if (!phone.ready) return <main><p>{t.loading}</p></main>;
  return (
    <>
      <Top page={page} phone={phone} />
      <Body page={page} phone={phone} />
    </>
  );
}
