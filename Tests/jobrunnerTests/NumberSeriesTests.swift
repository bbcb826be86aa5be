import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Formats, financial years and ends of number series.
@Suite struct NumberSeriesTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    lab.environment["BILLING_START_DATE"] = "2024-01-01"
  }

  private func numbers() throws -> [String] {
    try lab.strings(
      "select invoice_number from billing_records order by billing_date, booking_id")
  }

  /// A series of which so many numbers were given before this lab's own.
  private func begin(_ kind: String, _ format: String, given last: Int) throws {
    try lab.connection.forge(
      """
      with begun as (
        insert into billing_number_series
          (kind, fiscal_year, number_format, last_sequence, year_start)
        values ('\(kind)', '24-25', '\(format)', \(last), '2024-04-01')
        returning series_id
      )
      insert into billing_series_advances (series_id, first_sequence, last_sequence, reason)
      select series_id, 1, \(last), 'given by another program' from begun
      """)
  }

  @Test("at the end of a series the numbers that fit are given, the rest waits for another format")
  func end() throws {
    lab.environment["INVOICING_NUMBER_FORMAT"] = "PLABC/{fy}/{seq:01}"
    try begin("invoice", "PLABC/{fy}/{seq:01}", given: 9998)
    for id in 1...3 { try lab.book(id, on: "2024-05-0\(id)") }
    for command in [["nightly", "--dry-run"], ["rerun", "2024-05", "--dry-run"]] {
      let foreseen = try lab.admin(command, on: "2024-05-20")
      #expect(
        foreseen.standardOutput.contains("after it, 2 finalized records wait for their invoice"),
        "\(foreseen.standardOutput)")
    }
    for _ in 1...2 {
      let night = try lab.admin(["nightly"], on: "2024-05-20", exits: [1])
      #expect(
        night.standardError.contains(
          "jobrunner: warning: 2 finalized records wait for their invoice numbers: the series PLABC/{fy}/{seq:01} is at "
            + "its end with PLABC/24-25/9999; agree another invoicing.number_format"),
        "\(night.standardError)")
      #expect(try numbers() == ["PLABC/24-25/9999", "null", "null"])
    }
    let json = try lab.json(try lab.admin(["nightly", "--json"], on: "2024-05-20", exits: [1]))
    #expect((json["series_end"] as? String)?.hasPrefix("2 finalized records wait") == true)
    try lab.admin(["rerun", "2024-05", "--yes"], on: "2024-05-20", exits: [1])
    let closing = try lab.admin(["close", "2024-01"], on: "2024-06-02", exits: [0])
    #expect(closing.standardOutput.contains("sealed"))
    for month in ["2024-02", "2024-03", "2024-04"] {
      try lab.admin(["close", month], on: "2024-06-02")
    }
    let refused = try lab.admin(["close", "2024-05"], on: "2024-06-02", exits: [65])
    #expect(
      refused.standardError.contains("2 of its records wait for a number"),
      "\(refused.standardError)")

    lab.environment["INVOICING_NUMBER_FORMAT"] = "PLAB/{fy}/{seq:03}"
    try lab.admin(["nightly"], on: "2024-06-02")
    #expect(try numbers() == ["PLABC/24-25/9999", "PLAB/24-25/001", "PLAB/24-25/002"])
    let back = "PLABC/{fy}/{seq:01}"
    lab.environment["INVOICING_NUMBER_FORMAT"] = back
    let again = try lab.admin(["nightly"], on: "2024-06-03", exits: [0, 78])
    #expect(again.exitCode == 0, "nothing was to be numbered: \(again.standardError)")
    try lab.book(4, on: "2024-05-04")
    let met = try lab.admin(["nightly"], on: "2024-06-03", exits: [78])
    #expect(met.standardError.contains("were begun as PLAB/{fy}/{seq:03}"), "\(met.standardError)")

    // The package of a month with two series of one year is right.
    lab.environment["INVOICING_NUMBER_FORMAT"] = "PLAB/{fy}/{seq:03}"
    try lab.admin(["close", "2024-05"], on: "2024-06-03")
    let verified = try lab.run("verify", lab.folder + "/exports/2024-05")
    #expect(verified.exitCode == 0, "\(verified.standardOutput)\(verified.standardError)")
    let series = try lab.strings(
      "select number_format || ' ' || last_sequence from billing_number_series order by series_id")
    #expect(series == ["PLABC/{fy}/{seq:01} 9999", "PLAB/{fy}/{seq:03} 3"])
  }

  @Test("at the end of a series of notes those that fit are posted, the others stay drift")
  func endOfNotes() throws {
    lab.environment["INVOICING_CREDIT_NOTE_FORMAT"] = "CNABC/{fy}/{seq:01}"
    try begin("credit_note", "CNABC/{fy}/{seq:01}", given: 9998)
    for id in 1...3 { try lab.book(id, on: "2024-05-0\(id)") }
    try lab.admin(["nightly"], on: "2024-05-20")
    try lab.connection.execute("update booking_items set unit_price = 450")
    let foreseen = try lab.admin(["adjust", "2024-05", "--dry-run"], on: "2024-05-21", exits: [1])
    #expect(foreseen.standardOutput.contains("after it, 2 credit notes wait for their numbers"))
    let first = try lab.admin(["adjust", "2024-05", "--yes"], on: "2024-05-21", exits: [1])
    #expect(first.standardOutput.contains("posted 1 note"), "\(first.standardOutput)")
    #expect(first.standardOutput.contains("2 credit notes wait for their numbers"))
    lab.environment["INVOICING_CREDIT_NOTE_FORMAT"] = "CNAB/{fy}/{seq:01}"
    try lab.admin(["adjust", "2024-05", "--yes"], on: "2024-05-21")
    #expect(
      try lab.strings("select adjustment_number from billing_adjustments order by adjustment_id")
        == ["CNABC/24-25/9999", "CNAB/24-25/1", "CNAB/24-25/2"])
  }

  @Test("the day on which financial years start cannot be changed within one")
  func yearStart() throws {
    for (id, date) in [(1, "2024-03-01"), (2, "2024-05-01"), (3, "2024-05-10"), (4, "2025-04-02")] {
      try lab.book(id, on: date)
    }
    lab.environment["CHECKS_MAX_GAP_DAYS"] = "0"
    try lab.admin(["nightly"], on: "2024-03-20")
    try lab.admin(["nightly"], on: "2024-05-06")
    lab.environment["INVOICING_FISCAL_YEAR_START"] = "07-01"
    try lab.admin(["nightly", "--dry-run"], on: "2024-05-20", exits: [78])
    try lab.admin(["rerun", "2024-05", "--dry-run"], on: "2024-05-20", exits: [78])
    let within = try lab.admin(["nightly"], on: "2024-05-20", exits: [78])
    #expect(
      within.standardError.contains(
        "invoicing.fiscal_year_start is 07-01, and the numbers of 24-25 were begun in the year from "
          + "2024-04-01"), "\(within.standardError)")
    #expect(within.standardError.contains("write back fiscal_year_start: 04-01 until 2025-03-31"))
    lab.environment["INVOICING_FISCAL_YEAR_START"] = "04-01"
    try lab.admin(["nightly"], on: "2024-05-20")
    // After it the label 24-25 would come again: not in the same format.
    lab.environment["INVOICING_FISCAL_YEAR_START"] = "07-01"
    let after = try lab.admin(["nightly"], on: "2025-04-10", exits: [78])
    #expect(after.standardError.contains("it would write numbers of the invoices 24-25"))
    lab.environment["INVOICING_NUMBER_FORMAT"] = "PM/{fy}/{seq:05}"
    try lab.admin(["nightly"], on: "2025-04-10")
    #expect(
      try numbers()
        == ["PL/23-24/0000001", "PL/24-25/0000001", "PL/24-25/0000002", "PM/24-25/00001"])
  }

  @Test("a series that was begun before it kept its year learns it, or tells a changed one")
  func yearsBefore() throws {
    lab.environment["CHECKS_MAX_GAP_DAYS"] = "0"
    try lab.book(1, on: "2024-03-01")
    try lab.book(2, on: "2024-05-01")
    try lab.admin(["nightly"], on: "2024-03-20")
    try lab.admin(["nightly"], on: "2024-05-06")
    try lab.connection.forge("update billing_number_series set year_start = null")
    try lab.book(3, on: "2024-05-10")
    lab.environment["INVOICING_FISCAL_YEAR_START"] = "07-01"
    let changed = try lab.admin(["nightly"], on: "2024-05-20", exits: [78])
    #expect(changed.standardError.contains("in years that start on another day"))
    lab.environment["INVOICING_FISCAL_YEAR_START"] = nil
    try lab.admin(["nightly"], on: "2024-05-20")
    #expect(
      try lab.strings("select year_start::text from billing_number_series order by series_id")
        == ["2023-04-01", "2024-04-01"])
  }

  @Test("a format that writes a number of another series, but for case, is refused")
  func meetingFormats() throws {
    try lab.book(1, on: "2024-05-01")
    lab.environment["INVOICING_NUMBER_FORMAT"] = "pl/{fy}/{seq:05}"
    lab.environment["INVOICING_CREDIT_NOTE_FORMAT"] = "PL/{fy}/{seq:05}"
    let both = try lab.admin(["nightly"], on: "2024-05-10", exits: [78])
    #expect(both.standardError.contains("numbers compare without case"), "\(both.standardError)")
    lab.environment["INVOICING_CREDIT_NOTE_FORMAT"] = nil
    try lab.admin(["nightly"], on: "2024-05-10")
    #expect(try numbers() == ["pl/24-25/00001"])
    // The invoices' old format, given to the notes a year later: years differ, so it is free.
    try lab.book(2, on: "2024-05-11")
    lab.environment["INVOICING_NUMBER_FORMAT"] = "PL/{fy}/{seq:05}"
    let changed = try lab.admin(["nightly"], on: "2024-05-20", exits: [78])
    #expect(changed.standardError.contains("were begun as pl/{fy}/{seq:05}"))
    lab.environment["INVOICING_NUMBER_FORMAT"] = "pl/{fy}/{seq:05}"
    lab.environment["INVOICING_CREDIT_NOTE_FORMAT"] = "Pl/{fy}/{seq:06}"
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 1")
    try lab.admin(["adjust", "2024-05", "--yes"], on: "2024-05-20", exits: [78])
  }

  @Test("doctor warns where less than a tenth of this year's series is left")
  func warning() throws {
    let year = try lab.one(
      """
      select to_char(start, 'YY-') || to_char(start + interval '1 year', 'YY')
      from (
        select date_trunc('year', now() at time zone 'Asia/Kolkata' - interval '3 months') as start
      ) year
      """)
    lab.environment["INVOICING_NUMBER_FORMAT"] = "PLABC/{fy}/{seq:04}"
    try lab.connection.forge(
      """
      insert into billing_number_series (kind, fiscal_year, number_format, last_sequence)
      values ('invoice', '\(year)', 'PLABC/{fy}/{seq:04}', 9000)
      """)
    #expect(try !lab.run("doctor").standardOutput.contains("WARN  numbers"))
    try lab.connection.forge("update billing_number_series set last_sequence = 9001")
    let doctor = try lab.run("doctor")
    #expect(
      doctor.standardOutput.contains(
        "WARN  numbers: 998 numbers are left of 9999 in invoicing.number_format"),
      "\(doctor.standardOutput)")
  }
}
