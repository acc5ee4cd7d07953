/**
 * What the platform makes of a borrower's contract, told once more without a line of the library. Amounts are in fen, and the
 * template allows 30,000 a repayment. A life begins at 23:40 in Beijing, whose days are counted from 0.
 */

/** What a lender may ask for. Each number stands for one content; `due` is a day, `of` the booking that is charged. */
export type Ask =
  | { _tag: "Presign"; limit: number }
  | { _tag: "Book"; no: number; amount: number; least: number; due: number }
  | { _tag: "Charge"; no: number; amount: number; of: number }
  | { _tag: "Terminate" }

/** One contract, from before it was asked for. */
export class Platform {
  minute = 0
  asked: { until: number; limit: number } | undefined
  contract: "None" | "Effective" | "Terminated" = "None"
  bookings = new Map<number, { amount: number; least: number; due: number }>()
  orders = new Map<number, { of: number; amount: number; at: number; state: string; paid: number }>()
  /** What the borrower has. */
  purse = 0
  /** The notifications, as they were posted. */
  post: Array<string> = []

  /** To the same again it answers the same; of several rules that are broken it names the first. */
  answer(ask: Ask): string {
    const [wrong] = this.broken(ask, true)
    if (ask._tag === "Presign" && this.asked) return this.minute < this.asked.until ? "Taken" : "Rejected CR-ID-04"
    if (this.has(ask)) return "Taken"
    if (ask._tag === "Terminate" && this.contract === "None") return "Rejected RESOURCE_NOT_EXISTS"
    if (ask._tag === "Charge" && !this.bookings.has(ask.of)) return "Rejected CR-DEDUCT-01"
    if (wrong !== undefined) return `Rejected ${wrong}`
    if (ask._tag === "Presign") this.asked = { until: this.minute + 10, limit: ask.limit }
    if (ask._tag === "Book") this.bookings.set(ask.no, ask)
    if (ask._tag === "Charge") this.orders.set(ask.no, { ...ask, at: this.minute, state: "Pending", paid: 0 })
    if (ask._tag === "Terminate") this.end()
    return "Taken"
  }

  /** The rules that a call breaks, in the order of its members. Most are seen only by who `knows` what stands here. */
  broken(ask: Ask, knows: boolean): ReadonlyArray<string> {
    const rules: Array<string | false> = []
    if (ask._tag === "Presign") {
      rules.push(knows && this.contract !== "None" && "CR-ID-04")
      rules.push(knows && ask.limit > 30_000 && "CR-AMT-11")
    } else if (ask._tag === "Book") {
      const days = ask.due - Math.floor((23 * 60 + 40 + this.minute) / (24 * 60))
      rules.push(knows && this.contract !== "Effective" && "CR-SCHED-03")
      rules.push(knows && ask.amount > 30_000 && "CR-AMT-01")
      rules.push(knows && ask.amount > (this.asked?.limit ?? 0) && "CR-AMT-02")
      rules.push(knows && ask.least * 20 < ask.amount && "CR-AMT-04")
      rules.push(ask.least > ask.amount && "CR-AMT-06")
      rules.push((days < 1 || days > 14) && "CR-DATE-02")
    } else if (ask._tag === "Charge") {
      const same = this.orders.get(ask.no)
      const others = Array.from(this.orders).filter(([no, { of }]) => no !== ask.no && of === ask.of)
      const most = knows ? (this.bookings.get(ask.of)?.amount ?? ask.amount) : ask.amount
      rules.push(knows && this.contract !== "Effective" && "CR-DEDUCT-10")
      rules.push(knows && same?.of === ask.of && same.amount !== ask.amount && "CR-DEDUCT-06")
      rules.push(knows && others.some(([, { state }]) => state !== "Failed") && "CR-DEDUCT-08")
      rules.push((ask.amount === 0 || ask.amount > most) && "CR-AMT-07")
    }
    return rules.filter((rule) => rule !== false)
  }

  /** Whether a question finds what was asked for. */
  has(ask: Ask): boolean {
    if (ask._tag === "Book") return this.bookings.has(ask.no)
    if (ask._tag === "Charge") return this.orders.has(ask.no)
    return this.contract === "Terminated" || (this.contract === "Effective" && ask._tag === "Presign")
  }

  /** The borrower has ten minutes. That they agree is told, and that they refuse is not. */
  decide(choice: "Agree" | "Refuse"): string {
    if (this.asked === undefined) return "Unknown"
    if (this.minute >= this.asked.until) return "TooLate"
    this.asked.until = this.minute
    if (choice === "Refuse") return "Refused"
    this.contract = "Effective"
    this.post.push("Signed")
    return "Signed"
  }

  /** Whoever ends it, it ends once. */
  end(): void {
    if (this.contract !== "Effective") return
    this.contract = "Terminated"
    this.post.push("Terminated")
  }

  /** An order waits for an hour, and for the money another: for all of it, or for what there is if that is the minimum. */
  pass(minutes: number): void {
    this.minute += minutes
    for (const [no, order] of this.orders) {
      const age = this.minute - order.at
      if (order.state === "Pending" && age >= 60) order.state = "Unpaid"
      if (order.state !== "Unpaid" || age < 120) continue
      const most = Math.min(order.amount, this.purse)
      order.paid = most < Math.min(order.amount, this.bookings.get(order.of)?.least ?? 0) ? 0 : most
      order.state = order.paid > 0 ? "Paid" : "Failed" // and no failure is ever told
      this.purse -= order.paid
      if (order.paid > 0) this.post.push(`Paid ${no}`)
    }
  }
}
