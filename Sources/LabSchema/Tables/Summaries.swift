internal import Billing

extension Table {
  package static let billingDaySummary = Table(
    "billing_day_summary",
    "The records of one billing date: how many of each status, and their sums, as of the last refresh.",
    columns: [
      Column("billing_date", .date),
      Column("records", .bigint),
      Column("drafts", .bigint),
      Column("finalized", .bigint),
      Column("invoiced", .bigint),
      Column("paid", .bigint),
    ] + Amounts.Part.allCases.map { Column($0.column, .number) } + [])

  package static let billingMonthSummary = Table(
    "billing_month_summary",
    "The records of one billing period: how many of each status, and their sums, as of the last refresh.",
    columns: [
      Column("billing_period", .text),
      Column("records", .bigint),
      Column("drafts", .bigint),
      Column("finalized", .bigint),
      Column("invoiced", .bigint),
      Column("paid", .bigint),
    ] + Amounts.Part.allCases.map { Column($0.column, .number) } + [])
}
