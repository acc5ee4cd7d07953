/**
 * What may be asked of a service order, told once more, without a line of the library: a few facts, and what each action
 * makes of them. Amounts are in fen, the deposit is 10,000, the limit of the service 20,000.
 */

/** What the model knows of an order and of its user. */
export interface Model {
  readonly stage: "None" | "Created" | "InService" | "AwaitingPayment" | "Paid" | "Finished" | "Revoked" | "Expired"
  /** Contents of the calls that made it what it is. */
  readonly created?: string
  readonly completed?: string
  readonly cancelled?: string
  readonly owed: number
  readonly paid: number
  /** What the user has. */
  readonly purse: number
  readonly isCharging: boolean
  /** How many days ago it was created. */
  readonly age: number
}

/** Before anything was done. */
export const nothing: Model = { stage: "None", owed: 0, paid: 0, purse: 0, isCharging: false, age: 0 }

/** Something that is wrong with a call whatever the order: a name that stands twice, a time that has not come, … */
export type Flaw = "Number" | "Lines" | "Time" | "Appid" | "Reason"

/** What merchant, user and time may do. `flaw` is what is wrong with a call in itself. */
export type Action =
  | { readonly _tag: "Create"; readonly content: "A" | "B"; readonly fund: number; readonly flaw?: "Lines" | "Time" }
  | { readonly _tag: "Cancel"; readonly reason: string; readonly flaw?: "Number" | "Appid" | "Reason" }
  | { readonly _tag: "Complete"; readonly total: number; readonly flaw?: "Lines" | "Time" | "Appid" }
  | { readonly _tag: "Modify"; readonly total: number; readonly flaw?: "Lines" | "Appid" | "Reason" }
  | { readonly _tag: "Pay"; readonly flaw?: "Number" | "Appid" }
  | { readonly _tag: "Sync"; readonly flaw?: "Appid" | "Time" }
  | { readonly _tag: "Confirm" }
  | { readonly _tag: "Earn"; readonly purse: number }
  | { readonly _tag: "Wait"; readonly days: 0 | 1 | 29 | 30 }

/** Only what is asked of the platform can be refused. `PlatformRefuses`: for what only the platform can see. */
export type Answer = "Taken" | "Refused" | "PlatformRefuses"

/** What becomes of an action. */
export const step = (model: Model, action: Action, mayCancelWhileAwaiting: boolean): readonly [Answer, Model] => {
  const { age, cancelled, completed, created, isCharging, owed, paid, purse, stage } = model
  const refused = ["Refused", model] as const
  const same = ["Taken", model] as const
  const awaits = stage === "AwaitingPayment"
  if ("flaw" in action && action.flaw !== undefined) return refused
  switch (action._tag) {
    case "Create": {
      const content = `${action.content}${action.fund}`
      if (created !== undefined) return created === content ? same : refused
      return action.fund > 20_000 ? refused : ["Taken", { ...model, stage: "Created", created: content, age: 0 }]
    }
    case "Cancel": {
      if (stage === "Revoked") return cancelled === action.reason ? same : refused
      if (awaits && (isCharging || paid > 0 || !mayCancelWhileAwaiting)) return ["PlatformRefuses", model]
      const after: Model = { ...model, stage: "Revoked", cancelled: action.reason, owed: 0 }
      return awaits || stage === "Created" || stage === "InService" ? ["Taken", after] : refused
    }
    case "Complete": {
      if (completed !== undefined && stage !== "Revoked") return completed === `${action.total}` ? same : refused
      if (stage !== "InService" || action.total > 10_000) return refused
      const after = { ...model, completed: `${action.total}`, owed: action.total }
      return ["Taken", { ...after, stage: action.total === 0 ? "Finished" : "AwaitingPayment" }]
    }
    case "Modify":
      if (!awaits || action.total >= owed || action.total < paid) return refused
      return isCharging ? ["PlatformRefuses", model] : ["Taken", { ...model, owed: action.total }]
    case "Pay":
      if (!awaits) return refused
      return isCharging ? ["PlatformRefuses", model] : ["Taken", { ...model, isCharging: purse > 0 || owed === paid }]
    case "Sync":
      if (!awaits) return refused
      return isCharging ? ["PlatformRefuses", model] : ["Taken", settled(model, owed, owed)]
    case "Confirm":
      return ["Taken", stage === "Created" ? { ...model, stage: "InService" } : model]
    case "Earn":
      return ["Taken", { ...model, purse: action.purse }]
    case "Wait": {
      const older = { ...model, age: age + action.days }
      if (stage === "Created") return ["Taken", older.age >= 30 ? { ...older, stage: "Expired" } : older]
      if (!awaits) return ["Taken", older]
      const charged = Math.min(purse, owed - paid)
      return ["Taken", { ...settled(older, owed, paid + charged), purse: purse - charged, isCharging: false }]
    }
  }
}

const settled = (model: Model, owed: number, paid: number): Model => ({
  ...model,
  owed,
  paid,
  stage: owed === paid ? "Paid" : "AwaitingPayment"
})
