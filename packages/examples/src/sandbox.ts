/**
 * The sandbox on a port of this machine, until it is stopped. It prints the variables that a client connects with.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { NotifyUrl } from "@wxrepay/domain"
import { environment, Sandbox } from "@wxrepay/sandbox"
import { layerNode } from "@wxrepay/sandbox/node"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** Which keys the platform has. */
const Kind = Schema.Literals(["PublicKey", "Certificates", "Both"])

const layerSandbox = Layer.unwrap(
  Effect.gen(function* () {
    const port = yield* Config.Port("PORT").pipe(Config.withDefault(0))
    const [from, to] = (yield* Config.String("FORWARD").pipe(Config.withDefault(""))).split("=")
    const keys = yield* Config.schema(Kind, "KEYS").pipe(Config.withDefault("PublicKey"))
    const terminationNotifyUrl = yield* Config.option(Config.schema(NotifyUrl.AnyNotifyUrl, "TERMINATION_NOTIFY_URL"))
    return layerNode({
      port,
      keys,
      account: { terminationNotifyUrl: Option.getOrUndefined(terminationNotifyUrl) },
      ...(from && to ? { forward: { [from]: to } } : {})
    })
  })
)

/** Says where the sandbox is, who its merchant is, whose contract may be booked, and whose orders may be confirmed. */
const told = Effect.gen(function* () {
  const { appid, confirmationPage, connection, contract, openid, service, subMchid } = yield* Sandbox
  for (const [name, value] of Object.entries(environment(connection))) yield* Console.log(`export ${name}='${value}'`)
  yield* Console.log(`# contract ${contract.contractId}, appid ${appid}, openid ${openid}, sub_mchid ${subMchid}`)
  yield* Console.log(
    `# service_id ${service.serviceId}, whose orders are confirmed at ${confirmationPage("")} and their package`
  )
})

Layer.launch(Layer.effectDiscard(told).pipe(Layer.provide(layerSandbox))).pipe(NodeRuntime.runMain)
