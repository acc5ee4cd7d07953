/**
 * Tests of your own code: whatever WeChat Pay may tell is drawn, and a `Signer` of your own is held to the laws of signers.
 */
import { type DeductOrder, Fen } from "@wxrepay/domain"
import { Transport } from "@wxrepay/domain/client"
import { DeductOrders, Law, SignerLaws } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type KeyService, layerSigner } from "./kms.ts"

/** The line of a lender's statement about one charge. */
export const lineOf = ({ outTradeNo, paySuccessAmount = Fen.zero }: DeductOrder.DeductOrder): string =>
  `${outTradeNo}: ${Fen.toYuan(paySuccessAmount)} CNY`

/** It ends in yuan for every charge: with and without a sum, 0 and the largest, in every state, known today or not. */
export const everyLine = Arbitrary.checkEffect(DeductOrders.order, (order) =>
  / (?:0|[1-9][0-9]*)\.[0-9]{2} CNY$/u.test(lineOf(order))
)

/** Every law of signers, on the one over a key service. `publicKey` is the merchant's, in PEM. */
export const signerLaws = (keys: KeyService, publicKey: string): ReadonlyArray<Law.Law<unknown>> =>
  Law.on(
    SignerLaws.laws({
      mchid: "1900000001",
      serialNo: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
      publicKey,
      failing: layerSigner({ signRs256: () => Effect.fail({ _tag: "KeyServiceError" }) })
    }),
    Layer.provide(layerSigner(keys), Transport.layerCrypto)
  )
