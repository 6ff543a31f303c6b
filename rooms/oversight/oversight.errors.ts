import { Refusal, type RefusalStatus } from "#rooms/platform";

export type OversightRefusalCode = "report-too-soon" | "period-not-begun" | "head-not-known";

const STATUS = {
  "report-too-soon": 409,
  "period-not-begun": 422,
  "head-not-known": 422,
} satisfies Record<OversightRefusalCode, RefusalStatus>;

export class OversightRefusal extends Refusal {
  declare readonly code: OversightRefusalCode;

  constructor(code: OversightRefusalCode, message: string, field?: string) {
    super(code, STATUS[code], message, field === undefined ? {} : { field });
  }
}
