/**
 * Which files of the domain are mutated, and which tests are to notice it: those that pin them, and no others, so that
 * a mutant is judged in a second and not in minutes.
 */

/** Files that are mutated together, and the tests that are run against each of their mutants. */
export interface Group {
  readonly name: string
  /** Under `packages/domain/src/`. */
  readonly mutate: ReadonlyArray<string>
  /** Under `tests/`. */
  readonly tests: ReadonlyArray<string>
  /** Where the workers live; threads start sooner, and cannot change the time zone of the process. */
  readonly pool?: "forks" | "threads"
}

/** What every group of the pure part runs first: names and wordings of whatever is exported. */
const everywhere = ["shape/*.test.ts", "spec/Worded.spec.ts"]

export const groups: ReadonlyArray<Group> = [
  {
    name: "amounts",
    mutate: ["Fen.ts", "Plan.ts"],
    tests: [...everywhere, "spec/Amounts*.spec.ts", "spec/SchedulingAmounts.spec.ts", "spec/ServiceOrderTotal.spec.ts"]
  },
  {
    name: "times",
    mutate: ["CalendarDate.ts", "Timestamp.ts", "ServiceTime.ts"],
    pool: "forks",
    tests: [
      ...everywhere,
      "spec/Dates*.spec.ts",
      "spec/Timestamps*.spec.ts",
      "spec/ServiceOrderTotal.spec.ts",
      "spec/ServiceOrderUnchecked.spec.ts",
      "spec/ServiceOrderMembers.spec.ts"
    ]
  },
  {
    name: "texts",
    mutate: ["Ids.ts", "Text.ts", "Echo.ts", "NotifyUrl.ts", "internal/text.ts"],
    tests: [...everywhere, "spec/NotifyUrl*.spec.ts", "spec/Ids*.spec.ts", "spec/Text*.spec.ts"]
  },
  {
    name: "drafts",
    mutate: ["Refusal.ts", "internal/inspect.ts", "internal/structure.ts"],
    tests: [
      ...everywhere,
      "spec/Drafts*.spec.ts",
      "spec/Lookup*.spec.ts",
      "spec/HostileDrafts.spec.ts",
      "spec/ServiceOrderHostile.spec.ts",
      "spec/Payer*.spec.ts",
      "spec/DeductionAnswers.spec.ts",
      "spec/EnrolmentSecrets.spec.ts"
    ]
  },
  {
    name: "enrolment",
    mutate: [
      "Payer.ts",
      "Presign.ts",
      "rules/Enrolment.ts",
      "rules/EnrolmentRefused.ts",
      "rules/Signing.ts",
      "Contract.ts",
      "internal/transitions.ts"
    ],
    tests: [
      ...everywhere,
      "spec/Payer*.spec.ts",
      "spec/Presign*.spec.ts",
      "spec/States*.spec.ts",
      "spec/Signing*.spec.ts",
      "spec/Termination*.spec.ts",
      "spec/Enrolment*.spec.ts",
      "spec/HostileDrafts.spec.ts"
    ]
  },
  {
    name: "repayment",
    mutate: [
      "Schedule.ts",
      "DeductOrder.ts",
      "internal/unknownMembers.ts",
      "internal/unknownState.ts",
      "rules/Scheduling.ts",
      "rules/BookingRefused.ts",
      "rules/Deduction.ts",
      "rules/ChargeRefused.ts",
      "rules/Settlement.ts"
    ],
    tests: [
      ...everywhere,
      "spec/States*.spec.ts",
      "spec/RepaymentRefusals.spec.ts",
      "spec/Drafts.spec.ts",
      "spec/Settlement*.spec.ts",
      "spec/Scheduling*.spec.ts",
      "spec/Deduction*.spec.ts",
      "spec/HostileDrafts.spec.ts"
    ]
  },
  {
    name: "service-orders",
    mutate: ["PaymentAttempt.ts", "ServiceOrder.ts", "ServiceOrderCall.ts", "ServiceOrderStage.ts"],
    tests: [
      ...everywhere,
      "spec/ServiceOrderStage.spec.ts",
      "spec/ServiceOrderMoves.spec.ts",
      "spec/ServiceOrderTotal.spec.ts",
      "spec/ServiceOrderWordings.spec.ts",
      "spec/ServiceOrderMemberBounds.spec.ts",
      "spec/ServiceOrderBounds.spec.ts",
      "spec/ServiceOrderStanding.spec.ts",
      "spec/ServiceOrderMembers.spec.ts"
    ]
  },
  {
    name: "servicing",
    mutate: [
      "rules/Collecting.ts",
      "rules/Lookup.ts",
      "rules/OrderAmounts.ts",
      "rules/OrderStanding.ts",
      "rules/OrderTimes.ts",
      "rules/Servicing.ts",
      "rules/ServicingRefused.ts"
    ],
    tests: [
      ...everywhere,
      "spec/ServiceOrderRefusals.spec.ts",
      "spec/Collecting*.spec.ts",
      "spec/Lookup*.spec.ts",
      "spec/ServiceOrderWordings.spec.ts",
      "spec/ServiceOrderBounds.spec.ts",
      "spec/ServiceOrderStanding.spec.ts",
      "spec/ServiceOrderUnchecked.spec.ts",
      "spec/ServiceOrderAnswers.spec.ts",
      "spec/ServiceOrderModification.spec.ts",
      "spec/ServiceOrderDirect.spec.ts",
      "spec/ServiceOrderCreation.spec.ts",
      "spec/ServiceOrderCompletion.spec.ts"
    ]
  },
  {
    name: "notifications",
    mutate: ["Notification.ts"],
    tests: [...everywhere, "spec/Notification*.spec.ts"]
  },
  {
    name: "messages",
    mutate: [
      "signing/Message.ts",
      "signing/Signer.ts",
      "signing/Verifier.ts",
      "signing/Sealer.ts",
      "signing/FieldSealer.ts"
    ],
    tests: [
      "signing/Called.test.ts",
      "signing/BrokenEngine.test.ts",
      "signing/Message.test.ts",
      "signing/Signer.test.ts",
      "signing/Verifier.test.ts",
      "signing/Sealer.test.ts",
      "signing/ApiV3KeyChange.test.ts",
      "signing/Belief.test.ts",
      "signing/SealRules.test.ts",
      "signing/SignedAs.test.ts",
      "signing/FieldSealer.test.ts"
    ]
  },
  {
    name: "keys",
    mutate: ["signing/Keys.ts", "signing/PlatformKeys.ts", "signing/KeyRing.ts"],
    tests: [
      "signing/Called.test.ts",
      "signing/KeyProblems.test.ts",
      "signing/BrokenEngine.test.ts",
      "signing/DownloadedKeys.test.ts",
      "signing/KeysFromEnvironment.test.ts",
      "signing/NamedKey.test.ts",
      "signing/KeyRing.test.ts",
      "signing/RingRules.test.ts",
      "signing/CurrentKey.test.ts",
      "signing/UnknownKey.test.ts"
    ]
  },
  {
    name: "certificates",
    mutate: ["signing/Certificate.ts", "internal/der.ts", "internal/pem.ts"],
    tests: ["signing/CertificateParts.test.ts", "signing/Certificate.test.ts", "signing/KeysFromEnvironment.test.ts"]
  },
  {
    name: "collecting",
    mutate: ["client/Collect.ts"],
    tests: [
      "client/Collect.test.ts",
      "client/CollectTimes.test.ts",
      "client/CollectListening.test.ts",
      "client/CollectOutcome.test.ts",
      "client/CollectClaims.test.ts",
      "client/CollectHeard.test.ts"
    ]
  },
  {
    name: "settling",
    mutate: ["client/Numbered.ts", "client/Settle.ts", "client/OrderSettling.ts", "client/RepaymentSettling.ts"],
    tests: [
      "client/Numbered.test.ts",
      "client/SettleSteps.test.ts",
      "client/SettledOrders.test.ts",
      "client/SettledRepayments.test.ts",
      "client/SettleBounds.test.ts"
    ]
  }
]

/**
 * Groups of which not every survivor is killed or explained yet: they are measured when they are named, and neither counted nor
 * recorded. What survives there says where a test is missing.
 */
export const pending: ReadonlyArray<Group> = [
  {
    name: "answers",
    mutate: [
      "client/Answer.ts",
      "client/Category.ts",
      "client/Codes.ts",
      "client/Errors.ts",
      "client/Problem.ts",
      "client/Exchange.ts",
      "client/UnsignedAnswer.ts",
      "client/RetryPolicy.ts",
      "client/Repeating.ts",
      "client/Calling.ts"
    ],
    tests: [
      "client/AnswerRead.test.ts",
      "client/CallingRead.test.ts",
      "client/Category*.test.ts",
      "client/Codes*.test.ts",
      "client/Exchange*.test.ts",
      "client/Retries*.test.ts",
      "client/Failover.test.ts",
      "client/CreditRepayment.test.ts",
      "client/PayScore.test.ts"
    ]
  },
  {
    name: "hearing",
    mutate: ["client/Inbox.ts"],
    tests: ["client/Inbox*.test.ts"]
  },
  {
    name: "changes",
    mutate: ["client/Changes.ts"],
    tests: ["client/Judged.test.ts", "client/ChangesMemory.test.ts", "client/Changes.test.ts"]
  }
]

/** Files that are not mutated, under `packages/domain/src/`, and why. */
export const unmutated: Readonly<{ [pattern: string]: string }> = {
  "**/index.ts": "they only name what others hold",
  "api/[!i]*.ts": "addresses and words of the wire, held against the published examples and documents in tests/wire",
  "internal/draft.ts": "a type alone",
  "rulebook/[!i]*.ts": "the rules as data, from which pages and messages are drawn",
  "sql/[!i]*.ts": "texts of SQL, tried against databases in tests/client",
  "testing/[!i]*.ts": "values for tests: what they do not draw is found by what they let survive elsewhere",
  "client/documented*.ts": "tables of the platform's words, compared with the pages that are drawn from them",
  "client/errorClasses.ts": "a list of classes, compared with the page of errors",
  "client/{Access,AttemptStore,AwaitSigning,BaseUrl,CallbackBytes,CertificateDownload,ContractCalls,CreditRepayment,Health,Hosts,Limits,Metrics,NotificationStore,Patience,PayScore,Receiver,SentStore,SignedHttpClient,Transport}.ts":
    "how bytes, hosts and stores are handled: tried over sockets and by the fault matrix, which are too slow for this; what an outcome means is decided in the others"
}
