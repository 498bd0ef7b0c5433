// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { QrCanvas } from "../../shared/qr_canvas";
import { useDesk } from "../desk";
import { timeText, useTexts } from "../language";
import { Form, Modal } from "../parts/controls";
import { useSend } from "../parts/send";

interface Code {
  text: string;
  url: string;
  area: string;
  expires_at: number;
}

/** The gate's own camera reads it from the screen; nobody types anything there. */
export function EnrolModal(props: { close: () => void }) {
  const t = useTexts();
  const { who } = useDesk();
  const send = useSend();
  const [code, show] = useState<Code | null>(null);
  return (
    <Modal id="enrolling" title={t.enrol} close={props.close}>
      {code ? (
        <>
          <p>{t.enrolHow(timeText(code.expires_at))}</p>
          <div class="large-code"><QrCanvas text={code.text} label={t.enrolLabel} /></div>
          <div class="buttons"><button onClick={props.close}>{t.close}</button></div>
        </>
      ) : <Form id="draw" submit={t.drawCode} run={() => send<Code>("POST", "/v1/gates/codes", { json: { area: who?.area } }, show)} missing={[]} cancel={props.close}><p>{t.enrolWhat}</p></Form>}
    </Modal>
  );
}
