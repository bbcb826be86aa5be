import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Promises of billing records")
struct BillingRecordTests {
  @Test("amounts add up, are not negative and are numbers; the period is the date's month")
  func amounts() throws {
    let lab = try SampleLab()
    for (change, constraint) in Self.brokenPromises {
      lab.expectRefusal(
        ServerError.checkViolation, by: constraint,
        "update billing_records set \(unescaped: change)")
    }
  }

  @Test("an invoiced record has all of its number")
  func wholeNumbers() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "finalized")
    let parts = [
      "invoice_number = 'PL/1'", "invoice_date = '2025-01-20'", "invoice_series_id = 1",
      "invoice_sequence = 1",
    ]
    let names = #"issued_names = '{"customer": "Asha Rao", "tests": []}'"#
    for missing in parts {
      let others = (parts.filter { $0 != missing } + [names]).joined(separator: ", ")
      lab.expectRefusal(
        ServerError.checkViolation, by: "billing_records_invoice_check",
        "update billing_records set status = 'invoiced', \(unescaped: others)")
    }
  }

  @Test("an invoice has the names it was issued with, and they are those for ever")
  func names() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "finalized")
    let number = """
      status = 'invoiced', invoice_number = 'PL/1', invoice_date = '2025-01-20',
        invoice_series_id = 1, invoice_sequence = 1
      """
    for names in ["null", "'{}'", #"'{"customer": 7, "tests": []}'"#, #"'{"customer": "A"}'"#] {
      lab.expectRefusal(
        ServerError.checkViolation, by: "billing_records_issued_names_check",
        "update billing_records set \(unescaped: number), issued_names = \(unescaped: names)")
    }
    lab.expectRefusal(
      ServerError.checkViolation, by: "billing_records_issued_names_check",
      #"update billing_records set issued_names = '{"customer": "A", "tests": []}'"#)
    try lab.advanceRecord(to: "paid")
    for change in ["issued_names || '{\"pet\": \"Coco\"}'", "null"] {
      lab.expectRefusal(
        ServerError.restrictViolation,
        "update billing_records set issued_names = \(unescaped: change)")
    }
  }

  @Test("a draft can be changed and removed")
  func drafts() throws {
    let lab = try SampleLab()
    try lab.connection.execute(
      "update billing_records set base_amount = 900, final_amount = 861.81, fingerprint = 'f2'")
    try lab.connection.execute("delete from billing_records")
    #expect(try lab.count("billing_records") == 0)
  }

  @Test(
    "the status goes one step at a time, and never back",
    arguments: ["draft", "finalized", "invoiced", "paid"])
  func steps(status: String) throws {
    let order = ["draft", "finalized", "invoiced", "paid"]
    let here = try #require(order.firstIndex(of: status))
    let lab = try SampleLab()
    if here > 0 { try lab.advanceRecord(to: status) }
    for (index, other) in order.enumerated() where index != here && index != here + 1 {
      lab.expectRefusal(
        ServerError.restrictViolation, "update billing_records set status = \(other)")
    }
  }

  @Test("the summaries are refreshed without locking out their readers")
  func summaries() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "invoiced")
    try lab.connection.execute("refresh materialized view concurrently billing_day_summary")
    try lab.connection.execute("refresh materialized view concurrently billing_month_summary")
    let months = try lab.connection.query(
      """
      select concat_ws(' ', billing_period, records, drafts, invoiced, final_amount)
      from billing_month_summary
      """
    ) { try $0.string(0) }
    #expect(months == ["2025-01 1 0 1 962.81"])
  }

  /// Changes of a draft that break a promise, and the constraint that keeps it.
  private static let brokenPromises = [
    ("final_amount = 962.82", "billing_records_final_amount_check"),
    ("base_amount = 'NaN', final_amount = 'NaN'", "billing_records_base_amount_check"),
    (
      "discount_amount = 'NaN', final_amount = 'NaN'",
      "billing_records_discount_amount_check"
    ),
    (
      "distance_charge = 'NaN', final_amount = 'NaN'",
      "billing_records_distance_charge_check"
    ),
    ("final_amount = 'NaN'", "billing_records_final_amount_check"),
    (
      "base_amount = -1, discount_amount = -1, final_amount = 61.81",
      "billing_records_base_amount_check"
    ),
    (
      "discount_amount = -1, final_amount = 1063.81",
      "billing_records_discount_amount_check"
    ),
    (
      "discount_amount = 1001.01, final_amount = 61.80",
      "billing_records_discount_amount_check"
    ),
    (
      "distance_charge = -1, final_amount = 900", "billing_records_distance_charge_check"
    ),
    ("billing_period = '2025-02'", "billing_records_billing_period_check"),
    ("billing_date = '2025-02-01'", "billing_records_billing_period_check"),
    ("test_ids = '{}'", "billing_records_test_ids_check"),
    ("paid_date = '2025-01-20'", "billing_records_paid_date_check"),
    ("invoice_number = 'PL/1'", "billing_records_invoice_check"),
    ("invoice_series_id = 1, invoice_sequence = 1", "billing_records_invoice_check"),
  ]
}
