/**
 * The business rules: pure programs whose errors name the rule. None reads a clock or a service.
 *
 * @since 0.1.0
 */
export * as Collecting from "./Collecting.ts"
export * as Deduction from "./Deduction.ts"
export * as Enrolment from "./Enrolment.ts"
export * as Lookup from "./Lookup.ts"
export * as Scheduling from "./Scheduling.ts"
export * as Servicing from "./Servicing.ts"
export * as Settlement from "./Settlement.ts"
export * as Signing from "./Signing.ts"
