import Billing
internal import Exporters
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@Suite("Tie-out")
struct TieOutTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
  }

  private func failures() throws -> [String] {
    try lab.tieOut().failures.map(\.description)
  }

  @Test("the lab ties out")
  func tied() throws {
    #expect(try failures().isEmpty)
    #expect(try lab.tieOut().isTied)
  }

  @Test("a booking that has neither record nor finding waits for the night, which has to see it")
  func fellThrough() throws {
    try lab.connection.execute("delete from billing_findings where booking_id = 17")
    #expect(try failures().isEmpty)
    let unaccounted = try lab.connection.unaccountedBookings(
      in: .period(ExportLab.period), terms: lab.settings().terms)
    #expect(unaccounted == [BookingID(17)])
    #expect(!TieOut.Check.allLookedAt(unaccounted).isTied)
  }

  @Test("a booking whose night has not come waits; nothing fell through")
  func nightHasNotCome() throws {
    try lab.connection.execute("delete from billing_findings where booking_id = 68")
    try lab.connection.forge("update billing_runs set through_date = '2025-01-20'")
    #expect(try failures().isEmpty)
  }

  @Test("a billable booking from before the start date is nobody's business")
  func beforeStart() throws {
    let november = BillingScope.period(try #require(BillingPeriod("2024-11")))
    #expect(
      try lab.tieOut(november).checks.first?.comparison == .counts(expected: 0, actual: 0))
  }

  @Test("a number that is missing from its series is seen")
  func gap() throws {
    try lab.connection.run(
      script: """
        alter table billing_records disable trigger all;
        update billing_records set invoice_sequence = 31 where invoice_sequence = 30;
        """)
    #expect(
      try failures() == [
        "Invoices 24-25: issued = last − first + 1: expected 31, found 30"
      ])
  }

  @Test("a series that stands elsewhere than at its last number is seen")
  func lastSequence() throws {
    try lab.connection.forge(
      "update billing_number_series set last_sequence = 31 where kind = 'invoice'")
    #expect(
      try failures() == [
        "Invoices 24-25: each number of the series once: expected 31, found 30"
      ])
  }

  @Test("a payment beyond what was due is no fault")
  func overpaid() throws {
    try lab.connection.forge(
      """
      insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
      select id, 'twice', 5000, '2025-01-29', 1 from billing_records where invoice_sequence = 3
      """)
    #expect(try failures().isEmpty)
  }

  @Test("a record that is marked paid and was not is seen")
  func markedPaid() throws {
    try lab.connection.forge(
      """
      update billing_records set status = 'paid', paid_date = '2025-01-29'
      where invoice_sequence = 1
      """)
    #expect(try failures() == ["Records marked paid that were not: expected 0, found 1"])
  }

  @Test("a record that was paid in full and is not marked so is seen")
  func notMarkedPaid() throws {
    try lab.connection.forge(
      """
      insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
      select id, 'all', final_amount, '2025-01-29', 1 from billing_records
      where invoice_sequence = 9
      """)
    #expect(try failures() == ["Records paid in full and not marked so: expected 0, found 1"])
  }

  @Test("a note that explains another amount than the record and its notes come to is seen")
  func notes() throws {
    try lab.connection.forge(
      """
      insert into billing_adjustments (
        record_id, kind, adjustment_number, series_id, sequence, adjustment_date, billing_period,
        amount, reason, pricing_before, pricing_after, run_id
      )
      select id, 'credit_note', 'CN/24-25/000002', 2, 2, '2025-01-30', '2025-01', 10, 'price',
        '{}', jsonb_build_object('final', (final_amount - 11)::text), 1
      from billing_records
      where invoice_sequence = 4
      """)
    try lab.connection.forge(
      "update billing_number_series set last_sequence = 2 where kind = 'credit_note'")
    let failures = try lab.tieOut().failures
    #expect(failures.map(\.name) == ["Records ± notes = what the notes explain"])
  }

  @Test("each day of the month ties out")
  func days() throws {
    for date in BillingScope.period(ExportLab.period).dates {
      #expect(try lab.tieOut(.day(date)).isTied, "\(date)")
    }
  }
}
