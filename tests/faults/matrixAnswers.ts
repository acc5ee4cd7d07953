/**
 * What the platform, or a gateway before it, answers to a call, and how it then ends.
 */
import { type Fault, faults } from "@wxrepay/sandbox"
import { all, doubt, type Ends, no, type Row, stands, yes } from "./matrixRow.ts"

const said = (fault: Fault) => ({ by: "Sandbox", fault }) as const

const deadline = doubt("Unanswered Sent|Unknown Deadline", "BackOff")
const limited: Ends = { ...all("Rejection 429 Verified, BackOff"), charge: doubt("Rejection 429 Verified", "").charge }
const refusal = (status: number, proof?: "Wrong"): Fault => ({
  strikes: "BeforeCommit",
  says: { status, body: JSON.stringify({ code: "SIGN_ERROR", message: "no" }) },
  proof
})

type Spoken = Omit<Row, "what" | "by"> & { readonly what: string; readonly isSilent?: true }

/** What the platform, or a gateway before it, answers. */
const answers: { readonly [Name in keyof typeof faults]: Spoken } = {
  systemErrorBefore: {
    what: "500, and nothing happened",
    ...no,
    ends: doubt("Rejection 500 Verified", "BackOff"),
    tries: 2
  },
  systemErrorAfter: {
    what: "500, though it happened",
    ...yes,
    ends: doubt("Rejection 500 Verified", "BackOff"),
    tries: 2
  },
  badGatewayBefore: {
    what: "502, a gateway's page, and nothing happened",
    ...no,
    ends: doubt("Rejection 502 Unsigned", "BackOff"),
    tries: 2
  },
  badGatewayAfter: {
    what: "502, a gateway's page, though it happened",
    ...yes,
    ends: doubt("Rejection 502 Unsigned", "BackOff"),
    tries: 2
  },
  unavailableBefore: {
    what: "503, and nothing happened",
    ...no,
    ends: doubt("Rejection 503 Verified", "BackOff"),
    tries: 2
  },
  unavailableAfter: {
    what: "503, though it happened",
    ...yes,
    ends: doubt("Rejection 503 Verified", "BackOff"),
    tries: 2
  },
  gatewayTimeoutAfter: {
    what: "504 of a gateway, though it happened",
    ...yes,
    ends: doubt("Rejection 504 Unsigned", "BackOff"),
    tries: 2
  },
  limitedBefore: { what: "429, and nothing happened", ...no, ends: limited, tries: 2 },
  limitedAfter: {
    what: "429, though it happened",
    ...yes,
    ends: limited,
    tries: 2,
    but: { P4: { next: "again: Rejection 400 Verified, FixRequest" }, P7: stands }
  },
  limitedUnsigned: {
    what: "429 of a gateway, and nothing happened",
    ...no,
    ends: doubt("Rejection 429 Unsigned", "BackOff"),
    tries: 2
  },
  acceptedBefore: { what: "202, and nothing happened yet", ...no, ends: doubt("Unreadable 202", "BackOff"), tries: 1 },
  acceptedAfter: { what: "202, and it happened", ...yes, ends: doubt("Unreadable 202", "BackOff"), tries: 1 },
  redirected: {
    what: "302 to somewhere else, and nothing happened",
    ...no,
    ends: doubt("Rejection 302 Unsigned", "GiveUp"),
    tries: 1
  },
  refusedUnsigned: {
    what: "400 without a signature, and nothing happened",
    ...no,
    ends: doubt("Rejection 400 Unsigned", "FixRequest"),
    tries: 1
  },
  refusedUnsignedAfter: {
    what: "400 without a signature, though it happened",
    ...yes,
    ends: doubt("Rejection 400 Unsigned", "FixRequest"),
    tries: 1
  },
  refusedWronglySignedAfter: {
    what: "400 with a wrong signature, though it happened",
    ...yes,
    ends: doubt("Rejection 400 Invalid", "FixRequest"),
    tries: 1
  },
  unauthorized: {
    what: "401, which comes unsigned by rule",
    ...no,
    ends: all("Rejection 401 Unsigned, FixRequest"),
    tries: 1
  },
  missing: {
    what: "404: nothing of the kind is there",
    ...no,
    ends: { ...all("Rejection 404 Verified, FixRequest"), question: "Rejection 404 Verified, AskFirst" },
    tries: 1
  },
  missingPage: { what: "404, a gateway's page", ...no, ends: doubt("Rejection 404 Unsigned", "AskFirst"), tries: 1 },
  portal: {
    what: "200 with a portal's page that let nothing through",
    ...no,
    ends: doubt("Unverified HeaderMissing", "BackOff"),
    tries: 2
  },
  pageSigned: {
    what: "200 with a page, signed, and it happened",
    ...yes,
    ends: doubt("Unreadable 200", "BackOff"),
    tries: 1
  },
  empty: {
    what: "200 without a body, signed, and it happened",
    ...yes,
    ends: doubt("Unreadable 200", "GiveUp"),
    tries: 1,
    but: { P6: { end: "done", next: "–" } }
  },
  cutThenSigned: {
    what: "half of the true JSON, signed as if it were all",
    ...yes,
    ends: doubt("Unreadable 200", "GiveUp"),
    tries: 1
  },
  signedThenCut: {
    what: "the true answer, of which half got lost after it was signed",
    ...yes,
    ends: doubt("Unverified SignatureWrong", "BackOff"),
    tries: 2
  },
  unsigned: {
    what: "the true answer without a signature",
    ...yes,
    ends: doubt("Unverified HeaderMissing", "BackOff"),
    tries: 2
  },
  wronglySigned: {
    what: "the true answer with a wrong signature",
    ...yes,
    ends: doubt("Unverified SignatureWrong", "BackOff"),
    tries: 2
  },
  unknownSerial: {
    what: "the true answer under the serial of a key that nobody has",
    ...yes,
    ends: doubt("Unverified SerialUnknown", "BackOff"),
    tries: 2
  },
  probe: {
    what: "the true answer, wrongly signed on purpose",
    ...yes,
    ends: doubt("Unverified Probe", "BackOff"),
    tries: 2
  },
  stale: {
    what: "the true answer, signed ten minutes ago",
    ...yes,
    ends: doubt("Unverified Stale", "BackOff"),
    tries: 2
  },
  withoutContentType: {
    what: "the true answer without `Content-Type`",
    ...yes,
    ends: doubt("Unreadable 200", "BackOff"),
    tries: 1
  },
  withoutRequestId: { what: "the true answer without `Request-ID`", ...yes, ends: all("done"), tries: 1 },
  clockAhead: {
    what: "the true answer of a platform whose clock is ten minutes ahead of ours",
    ...yes,
    ends: doubt("ClockSkewed 200 by -600", "BackOff"),
    tries: 1
  },
  clockBehind: {
    what: "the true answer of a platform whose clock is ten minutes behind ours",
    ...yes,
    ends: doubt("ClockSkewed 200 by 600", "BackOff"),
    tries: 1
  },
  unauthorizedClockAhead: {
    what: "401 of a platform whose clock is ten minutes ahead of ours",
    ...no,
    ends: all("ClockSkewed 401 by -600, FixRequest"),
    tries: 1
  },
  unauthorizedClockBehind: {
    what: "401 of a platform whose clock is ten minutes behind ours",
    ...no,
    ends: all("ClockSkewed 401 by 600, FixRequest"),
    tries: 1
  },
  silentBefore: {
    what: "the platform never answers, and nothing happened",
    ...no,
    ends: deadline,
    tries: 2,
    isSilent: true
  },
  silentAfter: {
    what: "the platform never answers, though it happened",
    ...yes,
    ends: deadline,
    tries: 2,
    isSilent: true
  }
}

/** The same as rows. */
export const spoken: ReadonlyArray<readonly [string, Row]> = Object.entries(answers).flatMap(
  ([name, { isSilent, ...row }]) =>
    Object.entries(faults).flatMap(([known, fault]) =>
      known === name
        ? [[name, { ...row, by: { ...said(fault), ...(isSilent === undefined ? {} : { isSilent }) } }] as const]
        : []
    )
)

/** Answers that no ready-made fault gives. */
export const more = {
  redirectedSigned: {
    what: "302, signed, and nothing happened",
    by: said(refusal(302)),
    ...no,
    ends: doubt("Rejection 302 Verified", "GiveUp"),
    tries: 1
  },
  unauthorizedWronglySigned: {
    what: "401 with a wrong signature, and nothing happened",
    by: said(refusal(401, "Wrong")),
    ...no,
    ends: doubt("Rejection 401 Invalid", "FixRequest"),
    tries: 1
  }
} as const satisfies Readonly<Record<string, Row>>
