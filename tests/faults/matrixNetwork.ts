/**
 * What the network and new keys do to a call, and how it then ends.
 */
import { all, doubt, no, type Row, stands, yes } from "./matrixRow.ts"

const untold = doubt("Unanswered Sent|Unknown", "BackOff")
const deadline = doubt("Unanswered Sent|Unknown Deadline", "BackOff")

/** What the network does. */
export const network = {
  refused: {
    what: "nobody listens",
    by: { by: "Host", is: "Refused" },
    ...no,
    ends: all("NotSent, BackOff"),
    tries: 3
  },
  unresolvable: {
    what: "the name of the host is not known",
    by: { by: "Host", is: "Unresolvable" },
    ...no,
    ends: all("NotSent, BackOff"),
    tries: 3
  },
  cutBefore: {
    what: "the connection is reset once the request has left, before the platform has it",
    by: { by: "Proxy", fate: "CutBefore" },
    ...no,
    ends: untold,
    tries: 2
  },
  cutAfter: {
    what: "the connection is reset once the platform has answered, before a byte of it comes",
    by: { by: "Proxy", fate: "CutAfter" },
    ...yes,
    ends: untold,
    tries: 2
  },
  cutInHead: {
    what: "half of the answer's head comes, and no more",
    by: { by: "Proxy", fate: "CutInHead" },
    ...yes,
    ends: untold,
    tries: 2
  },
  cutInBody: {
    what: "half of the answer's body comes, and no more",
    by: { by: "Proxy", fate: "CutInBody" },
    ...yes,
    ends: doubt("Unanswered Answered", "BackOff"),
    tries: 2
  },
  stallBefore: {
    what: "the request left and never arrives",
    by: { by: "Proxy", fate: "StallBefore", until: "Read" },
    ...no,
    ends: deadline,
    tries: 2
  },
  stallAfter: {
    what: "the platform answers, and nothing of it comes",
    by: { by: "Proxy", fate: "StallAfter", until: "Delivered" },
    ...yes,
    ends: deadline,
    tries: 2
  },
  stallInBody: {
    what: "the answer's head comes, and never its body",
    by: { by: "Proxy", fate: "StallInBody", until: "Head" },
    ...yes,
    ends: doubt("Unanswered Answered Deadline", "BackOff"),
    tries: 2
  },
  slowLoris: {
    what: "the answer comes byte by byte, and is not whole in time",
    by: { by: "Proxy", fate: "Drip", until: "Dripped" },
    ...yes,
    ends: deadline,
    tries: 2
  },
  late: {
    what: "the request arrives when its caller has given up",
    by: { by: "Late" },
    ...yes,
    ends: deadline,
    tries: 2
  },
  lateAfterSettled: {
    what: "the request arrives when its caller has given up and settled the doubt",
    by: { by: "LateAfterSettled" },
    ...no,
    ends: deadline,
    tries: 2,
    but: { P6: { next: "StillUnknown, 0 sent" } }
  },
  twice: {
    what: "the request arrives twice, and the second answer comes back",
    by: { by: "Proxy", fate: "Twice" },
    ...yes,
    ends: all("done"),
    tries: 1,
    but: {
      P4: { end: "Rejection 400 Verified, FixRequest", next: "again: Rejection 400 Verified, FixRequest" },
      P7: { end: "Rejection 400 Verified, AskFirst", ...stands }
    }
  }
} as const satisfies Readonly<Record<string, Row>>

/** What the platform signs with. */
export const keys = {
  rotated: {
    what: "the platform signs with a new certificate that the client has not got",
    by: { by: "Key", is: "Unknown" },
    ...yes,
    ends: doubt("Unverified SerialUnknown", "BackOff"),
    tries: 3
  },
  rotatedDownloaded: {
    what: "the same, and the client downloads certificates",
    by: { by: "Key", is: "Downloaded" },
    ...yes,
    ends: all("done"),
    tries: 1
  }
} as const satisfies Readonly<Record<string, Row>>
