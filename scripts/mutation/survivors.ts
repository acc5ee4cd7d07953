/**
 * Mutants that no test can notice, each with the reason why. `scripts/mutation.ts` reads the list: an entry that no longer
 * survives fails it, as does a survivor without an entry.
 */

/** One mutant, found by its text, so that it is found wherever it moves in its file. */
export interface Explained {
  /** Under `packages/domain/src/`. */
  readonly file: string
  /** The line on which it begins, without its indentation. */
  readonly line: string
  readonly mutator: string
  /** What stands there. */
  readonly from: string
  /** What would stand there. */
  readonly to: string
  /** Why nothing can notice it. */
  readonly because: string
}

export const survivors: ReadonlyArray<Explained> = [
  {
    file: "Fen.ts",
    line: "export const min = (left: Fen, right: Fen): Fen => (left < right ? left : right)",
    mutator: "EqualityOperator",
    from: "left < right",
    to: "left <= right",
    because: "Of two equal amounts either is the smaller."
  },
  {
    file: "Fen.ts",
    line: "export const max = (left: Fen, right: Fen): Fen => (left > right ? left : right)",
    mutator: "EqualityOperator",
    from: "left > right",
    to: "left >= right",
    because: "Of two equal amounts either is the larger."
  },
  {
    file: "internal/der.ts",
    line: "if (tag === undefined || short === indefinite) return undefined",
    mutator: "ConditionalExpression",
    from: "tag === undefined",
    to: "false",
    because: "Where there is no tag there is no length either, and that is refused in the same line."
  },
  {
    file: "internal/der.ts",
    line: "const size = short < indefinite ? 0 : short - indefinite",
    mutator: "EqualityOperator",
    from: "short < indefinite",
    to: "short <= indefinite",
    because: "The indefinite length itself was refused in the line before."
  },
  {
    file: "internal/pem.ts",
    line: 'export const unescape = (pem: string): string => pem.replaceAll("\\\\r", "").replaceAll("\\\\n", "\\n").trim()',
    mutator: "MethodExpression",
    from: 'pem.replaceAll("\\\\r", "").replaceAll("\\\\n", "\\n").trim()',
    to: 'pem.replaceAll("\\\\r", "").replaceAll("\\\\n", "\\n")',
    because: "What reads PEM takes white space around it; it is taken off for whatever may not."
  },
  {
    file: "signing/Certificate.ts",
    line: "const [, label, base64] = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----/u.exec(text) ?? []",
    mutator: "ArrayDeclaration",
    from: "[]",
    to: '["Stryker was here"]',
    because: "What does not match has no label and no text, whatever stands in place of the match."
  },
  {
    file: "signing/Certificate.ts",
    line: 'if (label === undefined || base64 === undefined) return Result.fail("its PEM block has no proper beginning and end")',
    mutator: "LogicalOperator",
    from: "label === undefined || base64 === undefined",
    to: "label === undefined && base64 === undefined",
    because: "A label and a text are found together or not at all."
  },
  {
    file: "signing/Certificate.ts",
    line: 'if (label === undefined || base64 === undefined) return Result.fail("its PEM block has no proper beginning and end")',
    mutator: "ConditionalExpression",
    from: "label === undefined",
    to: "false",
    because: "A label and a text are found together or not at all."
  },
  {
    file: "signing/Certificate.ts",
    line: 'if (label === undefined || base64 === undefined) return Result.fail("its PEM block has no proper beginning and end")',
    mutator: "ConditionalExpression",
    from: "base64 === undefined",
    to: "false",
    because: "A label and a text are found together or not at all."
  },
  {
    file: "signing/Certificate.ts",
    line: 'const full = tag === Der.generalizedTime ? text : `${text < "50" ? "20" : "19"}${text}`',
    mutator: "EqualityOperator",
    from: 'text < "50"',
    to: 'text <= "50"',
    because: "A time of two letters alone is no time in either century."
  },
  {
    file: "signing/Certificate.ts",
    line: "const [, ...parts] = /^(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)Z$/u.exec(full) ?? []",
    mutator: "ArrayDeclaration",
    from: "[]",
    to: '["Stryker was here"]',
    because: "What stands in place of the whole match is not looked at."
  },
  {
    file: "internal/structure.ts",
    line: "ast.checks === undefined || Schema.is(Schema.Array(Schema.Unknown).check(...ast.checks))(elements)",
    mutator: "ConditionalExpression",
    from: "ast.checks === undefined",
    to: "false",
    because: "Every list of a draft has a length to keep to, so one without checks does not come."
  },
  {
    file: "internal/inspect.ts",
    line: 'if (typeof given === "number" && Number.isFinite(given)) return given',
    mutator: "ConditionalExpression",
    from: 'typeof given === "number"',
    to: "true",
    because: "Number.isFinite is false for whatever is no number; the question before it is for the compiler."
  },
  {
    file: "internal/inspect.ts",
    line: 'const text = given === unreadable || typeof shown !== "string" ? "(unreadable)" : withoutSecrets(shown)',
    mutator: "ConditionalExpression",
    from: 'typeof shown !== "string"',
    to: "false",
    because:
      "The formatter was never seen to throw, even for a revoked proxy; the question keeps it from mattering should it do so."
  },
  {
    file: "internal/inspect.ts",
    line: "Schema.Struct({",
    mutator: "ObjectLiteral",
    from: "{ rule: IllFormed.fields.rule, expected: Schema.String, isHidden: Schema.optionalKey(Schema.Boolean) }",
    to: "{}",
    because:
      "A struct without members lets every member through, and a refusal reads its rule and its words again itself."
  },
  {
    file: "Payer.ts",
    line: 'const masked = `${"*".repeat(Math.min(Math.max(characters.length - 1, 0), 3))}${characters.at(-1) ?? ""}`',
    mutator: "StringLiteral",
    from: '""',
    to: '"Stryker was here!"',
    because: "What stands for a name of no characters has to be no mask, and either text is none."
  },
  {
    file: "internal/transitions.ts",
    line: "Object.hasOwn(table, from) && table[from]?.includes(to) === true",
    mutator: "OptionalChaining",
    from: "table[from]?.includes",
    to: "table[from].includes",
    because: "A state that the table has is looked up right before; the question mark is for the compiler."
  },
  {
    file: "internal/transitions.ts",
    line: "Object.hasOwn(table, state) && table[state]?.length === 0",
    mutator: "OptionalChaining",
    from: "table[state]?.length",
    to: "table[state].length",
    because: "A state that the table has is looked up right before; the question mark is for the compiler."
  },
  {
    file: "rules/Enrolment.ts",
    line: "if (code !== undefined && known.usedCodes !== undefined) {",
    mutator: "ConditionalExpression",
    from: "code !== undefined",
    to: "true",
    because:
      "A code that could not be read is none of those that were used, so it is refused for its form alone either way."
  },
  {
    file: "signing/KeyRing.ts",
    line: "serialNo !== undefined && PlatformKeys.comparable(serial) === PlatformKeys.comparable(serialNo)",
    mutator: "ConditionalExpression",
    from: "serialNo !== undefined",
    to: "true",
    because: "No key has a serial that is not there."
  },
  {
    file: "signing/KeyRing.ts",
    line: "const triedAt = yield* Ref.make(-Infinity)",
    mutator: "UnaryOperator",
    from: "-Infinity",
    to: "+Infinity",
    because: "What is endlessly long ago and what is endlessly far off are as far from now."
  },
  {
    file: "signing/Keys.ts",
    line: "const [, label] = /-----BEGIN ([A-Z0-9 ]{1,40})-----/u.exec(text) ?? []",
    mutator: "ArrayDeclaration",
    from: "[]",
    to: '["Stryker was here"]',
    because: "What does not match has no label, whatever stands in place of the match."
  },
  {
    file: "signing/Message.ts",
    line: 'const [, name, value] = /^\\s*([a-z_]+)="([^"]*)"\\s*$/u.exec(pair) ?? []',
    mutator: "ArrayDeclaration",
    from: "[]",
    to: '["Stryker was here"]',
    because: "What does not match has no name and no value, whatever stands in place of the match."
  },
  {
    file: "signing/Message.ts",
    line: "if (name === undefined || value === undefined || members.has(name)) return undefined",
    mutator: "ConditionalExpression",
    from: "name === undefined",
    to: "false",
    because: "A name and a value are found together or not at all."
  },
  {
    file: "signing/Message.ts",
    line: "if (name === undefined || value === undefined || members.has(name)) return undefined",
    mutator: "LogicalOperator",
    from: "name === undefined || value === undefined",
    to: "name === undefined && value === undefined",
    because: "A name and a value are found together or not at all."
  },
  {
    file: "signing/Message.ts",
    line: "if (name === undefined || value === undefined || members.has(name)) return undefined",
    mutator: "ConditionalExpression",
    from: "value === undefined",
    to: "false",
    because: "A name and a value are found together or not at all."
  },
  {
    file: "signing/Verifier.ts",
    line: "() => false",
    mutator: "ArrowFunction",
    from: "() => false",
    to: "() => undefined",
    because: "What is not proven is not believed, whichever way that is said."
  },
  {
    file: "rules/Scheduling.ts",
    line: "Result.getOrElse(Fen.percentUp(amount, Plan.minimumPercent(kind)), () => amount)",
    mutator: "ArrowFunction",
    from: "() => amount",
    to: "() => undefined",
    because: "5 or 10 % of an amount is never past the largest, so the other case does not come."
  },
  {
    file: "rules/Scheduling.ts",
    line: "if (amount !== undefined) inspectAmount(reasons, `${path}.repaymentAmount`, amount, known)",
    mutator: "ConditionalExpression",
    from: "amount !== undefined",
    to: "true",
    because: "Nothing is more than any limit: an amount that could not be read passes every comparison."
  },
  {
    file: "rules/Scheduling.ts",
    line: "if (given !== undefined && given > amount) {",
    mutator: "ConditionalExpression",
    from: "given !== undefined",
    to: "true",
    because: "Nothing is more than any amount: the comparison is false without the question."
  },
  {
    file: "rules/OrderAmounts.ts",
    line: "{ postDiscounts = [], postPayments = [] }: Lines",
    mutator: "ArrayDeclaration",
    from: "[]",
    to: '["Stryker was here"]',
    because: "A line without an amount comes to nothing, as no line does."
  },
  {
    file: "rules/OrderAmounts.ts",
    line: "export const inspectLines = (reasons: Array<Reason>, { postDiscounts = [], postPayments = [] }: Lines): void => {",
    mutator: "ArrayDeclaration",
    from: "[]",
    to: '["Stryker was here"]',
    because: "One line of a name cannot repeat it."
  },
  {
    file: "rules/OrderAmounts.ts",
    line: "if (deposit !== undefined && given > deposit) {",
    mutator: "ConditionalExpression",
    from: "deposit !== undefined",
    to: "true",
    because: "Nothing is more than a deposit that is not known: the comparison is false without the question."
  },
  {
    file: "rules/OrderAmounts.ts",
    line: 'if (limit !== undefined && given > limit) reasons.push(aboveLimit("PS-AMT-04", "totalAmount", given, limit))',
    mutator: "ConditionalExpression",
    from: "limit !== undefined",
    to: "true",
    because: "Nothing is more than a limit that is not known: the comparison is false without the question."
  },
  {
    file: "rules/OrderAmounts.ts",
    line: 'return name === "Deposit" || name === "Advance" || name === "CashDeposit" ? order?.riskFund?.amount : undefined',
    mutator: "OptionalChaining",
    from: "order?.riskFund?.amount",
    to: "order?.riskFund.amount",
    because: "A name was read off the same risk fund right before; the question mark is for the compiler."
  },
  {
    file: "rules/OrderAmounts.ts",
    line: 'return name === "Deposit" || name === "Advance" || name === "CashDeposit" ? order?.riskFund?.amount : undefined',
    mutator: "OptionalChaining",
    from: "order?.riskFund",
    to: "order.riskFund",
    because: "A name was read off the same risk fund right before; the question mark is for the compiler."
  },
  {
    file: "rules/OrderStanding.ts",
    line: 'repeated: Repeated = "None"',
    mutator: "StringLiteral",
    from: '"None"',
    to: '""',
    because:
      "The calls that leave it out are never let through as repetitions only, so what stands there is not looked at."
  },
  {
    file: "rules/Servicing.ts",
    line: "if (limit !== undefined && given.riskFund !== undefined) {",
    mutator: "ConditionalExpression",
    from: "limit !== undefined",
    to: "true",
    because: "Nothing is more than a limit that is not known: the comparison is false without the question."
  },
  {
    file: "rules/Servicing.ts",
    line: 'return isSame(earlier, members) ? "Same" : "Other"',
    mutator: "StringLiteral",
    from: '"Same"',
    to: '""',
    because: "Only Other and None are asked for; the word for the rest is for people."
  },
  {
    file: "rules/Servicing.ts",
    line: 'if (earlier === undefined || !is(members)) return "Unknown"',
    mutator: "StringLiteral",
    from: '"Unknown"',
    to: '""',
    because: "Only Other and None are asked for; the word for the rest is for people."
  },
  {
    file: "rules/Servicing.ts",
    line: 'const inspectFresh = (reasons: Array<Reason>, repeated: OrderStanding.Repeated, given = ""): void => {',
    mutator: "StringLiteral",
    from: '""',
    to: '"Stryker was here!"',
    because: "A number that could not be read has no other content: the text that stands for it is never shown."
  },
  {
    file: "client/OrderSettling.ts",
    line: 'return stage === "Unclear" ? "Unsure" : read(order, stage, call)',
    mutator: "StringLiteral",
    from: '"Unsure"',
    to: '""',
    because: "What is none of the other three words decides nothing; this word is for people."
  },
  {
    file: "client/OrderSettling.ts",
    line: '? "Unsure"',
    mutator: "StringLiteral",
    from: '"Unsure"',
    to: '""',
    because: "What is none of the other three words decides nothing; this word is for people."
  },
  {
    file: "client/OrderSettling.ts",
    line: '!isCompleted(stage) ? "NotYet" : isSame(order.totalAmount, call.totalAmount) ? "Happened" : "Unsure",',
    mutator: "StringLiteral",
    from: '"Unsure"',
    to: '""',
    because: "What is none of the other three words decides nothing; this word is for people."
  },
  {
    file: "client/OrderSettling.ts",
    line: 'return Stage.isFinal(stage) ? "Other" : "Unsure"',
    mutator: "StringLiteral",
    from: '"Unsure"',
    to: '""',
    because: "What is none of the other three words decides nothing; this word is for people."
  },
  {
    file: "client/OrderSettling.ts",
    line: ': "Unsure",',
    mutator: "StringLiteral",
    from: '"Unsure"',
    to: '""',
    because: "What is none of the other three words decides nothing; this word is for people."
  },
  {
    file: "client/OrderSettling.ts",
    line: "const ways = (collection?.details ?? []).map(({ paidType }) => paidType)",
    mutator: "OptionalChaining",
    from: "collection?.details",
    to: "collection.details",
    because: "It is asked of orders that are Paid alone, and only a collection tells that."
  },
  {
    file: "client/OrderSettling.ts",
    line: "const ways = (collection?.details ?? []).map(({ paidType }) => paidType)",
    mutator: "ArrayDeclaration",
    from: "[]",
    to: '["Stryker was here"]',
    because: "A way that is not known decides as little as none."
  },
  {
    file: "client/OrderSettling.ts",
    line: 'return ways.length > 0 && ways.every((way) => way === "ThroughPayScore") ? "NotYet" : "Unsure"',
    mutator: "StringLiteral",
    from: '"Unsure"',
    to: '""',
    because: "What is none of the other three words decides nothing; this word is for people."
  },
  {
    file: "client/RepaymentSettling.ts",
    line: 'state === "Terminated" ? "Happened" : state === "Effective" ? "NotYet" : "Unsure"',
    mutator: "StringLiteral",
    from: '"Unsure"',
    to: '""',
    because: "What is none of the other three words decides nothing; this word is for people."
  },
  {
    file: "client/Settle.ts",
    line: 'error._tag === "Rejection" &&',
    mutator: "ConditionalExpression",
    from: 'error._tag === "Rejection"',
    to: "true",
    because: "Only a rejection says how it is proven; every other end leaves doubt by what follows."
  },
  {
    file: "client/Settle.ts",
    line: '(error) => error._tag === "Rejection" && error.status === 404 && error.authenticity === "Verified",',
    mutator: "ConditionalExpression",
    from: 'error._tag === "Rejection"',
    to: "true",
    because: "Only a rejection says how it is proven; every other end leaves doubt by what follows."
  },
  {
    file: "NotifyUrl.ts",
    line: 'const host = new URL(text).hostname.replace(/^\\[|\\]$|\\.$/gu, "")',
    mutator: "Regex",
    from: "/^\\[|\\]$|\\.$/gu",
    to: "/\\[|\\]$|\\.$/gu",
    because: "In the name of a host brackets stand at its ends only."
  },
  {
    file: "NotifyUrl.ts",
    line: 'const host = new URL(text).hostname.replace(/^\\[|\\]$|\\.$/gu, "")',
    mutator: "Regex",
    from: "/^\\[|\\]$|\\.$/gu",
    to: "/^\\[|\\]|\\.$/gu",
    because: "In the name of a host brackets stand at its ends only."
  },
  {
    file: "CalendarDate.ts",
    line: "Schema.isPattern(/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/u, aDay),",
    mutator: "Regex",
    from: "/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/u",
    to: "/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])/u",
    because: "What follows a day is refused by the check after it, which compares the whole text."
  },
  {
    file: "ServiceTime.ts",
    line: 'const [hours, minutes, seconds] = time.length === 8 ? ["00", "00", "00"] : (time.slice(8).match(/../gu) ?? [])',
    mutator: "ArrayDeclaration",
    from: "[]",
    to: '["Stryker was here"]',
    because: "What is no bare day has six digits behind it, so something always matches."
  },
  {
    file: "ServiceTime.ts",
    line: "/^[0-9]{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9])?$/u,",
    mutator: "Regex",
    from: "/^[0-9]{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9])?$/u",
    to: "/[0-9]{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9])?$/u",
    because: "What comes before a moment is refused by the check after it: the first eight characters have to be a day."
  },
  {
    file: "Timestamp.ts",
    line: "/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$/u,",
    mutator: "Regex",
    from: "/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$/u",
    to: "/[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$/u",
    because: "What comes before an instant is refused by the check after it: the first ten characters have to be a day."
  },
  {
    file: "Timestamp.ts",
    line: "/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$/u,",
    mutator: "Regex",
    from: "/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$/u",
    to: "/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])/u",
    because: "What follows an instant is refused by the check after it, which reads the whole text."
  }
]
