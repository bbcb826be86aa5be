import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// `data TABLE`, and `data TABLE show` with the built program.
@Suite("A table and a row of it, as they are shown")
struct DataShowTests {
  let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
  }

  private func data(_ words: String...) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(["data"] + words, environment: lab.environment, folder: lab.folder)
  }

  private func document(_ words: String...) throws -> [String: Any] {
    let run = try JobrunnerProgram.run(
      ["data"] + words + ["--json"], environment: lab.environment, folder: lab.folder)
    #expect(run.exitCode == 0, "\(run.standardError)")
    return try lab.json(run)
  }

  /// How many rows belong to a row, by `table.column`; none of nothing.
  private func counts(_ document: [String: Any]) -> [String: Int] {
    var counts: [String: Int] = [:]
    for other in document["belonging"] as? [[String: Any]] ?? [] {
      let count = other["count"] as? Int ?? -1
      if count != 0 { counts["\(other["table"] ?? "").\(other["column"] ?? "")"] = count }
    }
    return counts
  }

  @Test("a booking is shown with items, redemptions, record, the record's steps and findings")
  func booking() throws {
    try lab.connection.run(
      script: """
        insert into pets (id, user_id, name, species) values (1, 1, 'Moti', 'Dog');
        insert into coupons (id, code, start_date, end_date)
        values (1, 'NEW1', '2025-01-01 00:00+05:30', '2025-01-31 23:59:59+05:30')
        """)
    try lab.book(7, on: "2025-01-05", items: [(1, "0.00"), (2, "0.00")])
    try lab.connection.run(
      script: """
        update bookings set pet_id = 1;
        insert into coupon_redemptions
          (coupon_id, booking_id, user_id, discount_amount, redemption_date)
        values (1, 7, 1, 0, '2025-01-05 09:00+05:30')
        """)
    try lab.admin(["nightly"], on: "2025-01-20", exits: [0, 1])
    let found = try lab.strings("select count(*) from billing_findings where booking_id = 7")
    let booking = try document("booking", "show", "7")
    var expected = [
      "booking_items.booking_id": 2, "coupon_redemptions.booking_id": 1,
      "billing_records.booking_id": 1, "billing_record_events.booking_id": 1,
    ]
    expected["billing_findings.booking_id"] = Int(found[0])
    #expect(found != ["0"])
    #expect(counts(booking) == expected)
    let columns = try #require(booking["columns"] as? [String: Any])
    #expect(columns["id"] as? Int == 7)
    #expect(columns["booking_date"] as? String == "2025-01-05 10:00:00+05:30")
    #expect(columns["notes"] is NSNull)
    let shown = try data("booking", "show", "7")
    #expect(shown.standardOutput.contains("booking_date           2025-01-05 10:00:00+05:30"))
    #expect(shown.standardOutput.contains("booking_items, by booking_id: 2 rows\n"))
    #expect(shown.standardOutput.contains("billing_findings, by booking_id: "))
    #expect(counts(try document("pets", "show", "1")) == ["bookings.pet_id": 1])
  }

  @Test("a user is shown with pets, bookings, and what is not paid")
  func user() throws {
    for id in 1...12 { try lab.book(id, on: "2025-01-05") }
    try lab.connection.execute(
      "insert into pets (user_id, name, species) values (1, 'Moti', 'Dog')")
    try lab.admin(["nightly"], on: "2025-01-20")
    for key in ["1", "+91 80 5551 0001", "918055510001"] {
      let user = try document("user", "show", key)
      #expect(user["key"] as? String == "1")
      let owed = try #require(user["outstanding"] as? [String: Any])
      #expect(owed["invoices"] as? Int == 12)
      #expect(owed["amount"] as? String == "6000.00")
      #expect(
        counts(user) == ["pets.user_id": 1, "bookings.user_id": 12, "billing_records.user_id": 12])
    }
    let shown = try data("users", "show", "1")
    #expect(shown.standardOutput.contains("\noutstanding: 6000.00 on 12 invoices\n"))
    #expect(
      shown.standardOutput.contains(
        "bookings, by user_id: 12 rows; the first 10, and all with: jobrunner data bookings list "
          + "--where user_id=1\n"), "\(shown.standardOutput)")
    #expect(!shown.standardOutput.contains("hashed_password"))
    let other = try document("users", "show", "2")
    #expect((other["outstanding"] as? [String: Any])?["amount"] as? String == "0.00")
  }

  @Test("a row is shown by what people call it, and one that is not there is told")
  func keys() throws {
    try lab.book(1, on: "2025-01-05")
    try lab.admin(["nightly"], on: "2025-01-20")
    let invoice = try lab.invoice(1)
    let record = try document("billing_record", "show", invoice)
    #expect(record["called"] as? String == invoice)
    let columns = try #require(record["columns"] as? [String: Any])
    #expect(columns["booking_id"] as? Int == 1)
    #expect(columns["final_amount"] as? String == "500.00")
    #expect(columns["test_ids"] as? [Int] == [1])
    let run = try lab.strings("select run_id::text from billing_runs order by run_id limit 1")
    #expect(try data("billing_runs", "show", run[0]).exitCode == 0)
    let events = try lab.strings(
      "select concat_ws(',', booking_id, run_id, event) from billing_record_events")
    for event in events { #expect(try data("billing_record_events", "show", event).exitCode == 0) }
    let missing = try data("coupons", "show", "NEW1")
    #expect(missing.exitCode == 65)
    #expect(missing.standardError.contains("coupons has no row \"NEW1\""))
    for key in [
      "99999999999999999999", "'; drop table users; --", "-1",
      String(repeating: "9", count: 99_000),
    ] {
      #expect(try data("users", "show", "--", key).exitCode == 65)
    }
  }

  @Test("every table is described without a database, and no secret column of any row is shown")
  func everyTable() throws {
    for table in LabTables.all {
      let run = try JobrunnerProgram.run(
        ["data", table.name, "--json"],
        environment: lab.environment.merging(["DATABASE_URL": "postgres://nowhere.invalid/x"]) {
          $1
        })
      #expect(run.exitCode == 0, "\(table.name): \(run.standardError)")
      let columns = try #require(try lab.json(run)["columns"] as? [[String: Any]])
      #expect(columns.compactMap { $0["name"] as? String } == table.columns.map(\.name))
    }
    let coupons = try data("coupons")
    #expect(
      coupons.standardOutput.hasPrefix(
        """
        coupons: A code that redeems an offer, or stands alone (R5).

        A row is called by its id, or its code.
        --search looks in code.
        Who may write it: admin.

        """), "\(coupons.standardOutput)")
    for line in [
      "current_uses        whole number, 0 or more         0 ",
      "offer_id            whole number: a row of offers   no value",
      "start_date is not beyond end_date.",
    ] {
      #expect(coupons.standardOutput.contains(line), "\(coupons.standardOutput)")
    }
    try lab.connection.run(
      script:
        "update users set hashed_password = 'geheim1'; update staff set hashed_password = 'geheim2'"
    )
    for (table, key) in [("users", "1"), ("staff", "1")] {
      for more in [[], ["--json"]] {
        let run = try JobrunnerProgram.run(
          ["data", table, "show", key] + more, environment: lab.environment)
        #expect(run.exitCode == 0)
        #expect(!run.standardOutput.contains("geheim") && !run.standardOutput.contains("password"))
      }
    }
  }
}
