import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// A month's package is made again where anything that it shows has changed, and only there
/// (docs/decisions/0052).
@Suite("Packages of months on which nothing happened")
struct UnchangedPackageTests {
  private let lab: ProgramLab
  private let night = "2025-02-03"

  /// January with an invoiced booking, a draft, a held one, one that waits and a cancelled one, and one of
  /// February; a night has written all of it.
  init() throws {
    lab = try ProgramLab()
    try lab.connection.run(
      script: """
        insert into pets (id, user_id, name, species) values (1, 1, 'Bruno', 'Dog');
        insert into clinic_info (clinic_address, google_maps_link, whatsapp_number)
        values ('1 Station Road', 'https://maps.example/1', '+91 80 5550 0009');
        """)
    try lab.book(1, on: "2025-01-10")
    try lab.book(2, on: "2025-01-31", items: [(2, "800.50")])
    try lab.connection.execute("update bookings set pet_id = 1 where id = 2")
    try lab.book(3, on: "2025-01-20", status: "pending")
    try lab.book(4, on: "2025-01-21", status: "cancelled")
    try lab.book(5, on: "2025-01-22", km: "450")
    try lab.book(6, on: "2025-02-01")
    try lab.admin(["nightly"], on: night, exits: [0, 1])
  }

  private func path(_ name: String) -> String { lab.folder + "/exports/2025-01/" + name }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  private func nightly(_ environment: [String: String] = [:]) throws {
    let run = try lab.run("nightly", "--business-date", night, environment: environment)
    #expect([0, 1].contains(run.exitCode), "\(run.standardError)")
  }

  @Test("a file of the right length is not read again by a night or an export; --check reads it")
  func notRead() throws {
    let name = "reconciliation-2025-01.csv"
    let right = try text(name)
    let wrong = right.replacing("completed", with: "COMPLETED")
    try wrong.write(toFile: path(name), atomically: false, encoding: .utf8)
    try nightly()
    let export = try lab.admin(["export", "2025-01"], on: night)
    #expect(export.standardError.contains("nothing changed"))
    #expect(try text(name) == wrong)
    let day = try lab.admin(["export", "2025-01-10", "--json"], on: night)
    #expect(try lab.json(day)["changed"] as? Bool == false)
    let check = try lab.admin(["export", "2025-01", "--check"], on: night)
    #expect(check.standardError.contains("written"))
    #expect(try text(name) == right)
  }

  @Test(
    "what is not there, or is shorter, is made again",
    arguments: [
      "rm 2025-01/invoices-2025-01.csv", "truncate -s -1 2025-01/billing-2025-01.xlsx",
      "rm -r 2025-01/10", "rm 2025-01/20/manifest.json", "rm -r 2025-01",
      "truncate -s 10 2025-01/22/billing-2025-01-22.xlsx",
    ])
  func madeAgain(damage: String) throws {
    _ = try lab.shell("cd exports && \(damage)")
    try nightly()
    let verify = try JobrunnerProgram.run(["verify", lab.folder + "/exports"])
    #expect(verify.exitCode == 0, "\(verify.standardOutput)")
    #expect(try text("10/manifest.json").contains("2025-01-10"))
  }

  /// What an app or a person does between two nights.
  private static let changes = [
    "update bookings set status = 'on hold' where id = 3",
    "update bookings set user_id = 2 where id = 4",
    // Two bookings change their customers with one another.
    "update bookings set user_id = 3 - user_id where id in (3, 4)",
    "update bookings set booking_date = '2025-01-23 10:00+05:30' where id = 4",
    "insert into bookings (id, user_id, booking_date, status) values (7, 2, '2025-01-05 10:00+05:30', 'pending')",
    "delete from bookings where id = 7",
    "update bookings set status = 'completed' where id = 3",
    "update users set full_name = 'Anita Desai-Rao' where id = 1",
    "update pets set name = 'Bruna' where id = 1",
    "update tests set name = 'Lipids' where id = 2",
    "update categories set name = 'Blood tests' where id = 1",
    "update clinic_info set clinic_address = '2 Station Road'",
    "update clinic_info set whatsapp_number = '+91 80 5550 0010'",
    "update distance_pricing_configs set effective_until = '2025-01-30'",
    "insert into distance_pricing_configs (base_charge, charge_per_km, max_free_distance_km, effective_from) values (60, 5, 2, '2025-01-31')",
    "update booking_items set unit_price = 450 where booking_id = 2",
    "delete from booking_items where booking_id = 2",
    "update bookings set booking_date = '2025-01-30 10:00+05:30' where id = 6",
    "update bookings set booking_date = '2025-02-02 10:00+05:30' where id = 1",
    "update billing_findings set released_at = now(), released_by = 'x', release_reason = 'seen' where kind = 'distance_outlier'",
  ]

  @Test("after each change the package is the one that is made of everything anew")
  func everyChange() throws {
    for change in Self.changes {
      try lab.connection.execute("\(unescaped: change)")
      try nightly()
      try expectAsMadeAnew(change)
    }
    let file = try lab.write(
      "invoice_number,amount,paid_at,reference\n\(try lab.invoice(1)),123.45,2025-02-02,p1\n",
      to: "settlement.csv")
    try lab.admin(["payments", "import", file], on: night)
    try nightly()
    try expectAsMadeAnew("a payment")
    for (name, value) in [
      ("EXPORTS_CSV_LINE_ENDING", "crlf"), ("BILLING_CURRENCY", "EUR"),
      ("BILLING_EXCLUDED_STATUSES", "on hold"),
    ] {
      lab.environment[name] = value
      try nightly()
      try expectAsMadeAnew(name)
    }
  }

  private func expectAsMadeAnew(_ change: String) throws {
    let anew = try lab.admin(["export", "2025-01", "--check", "--json"], on: night)
    #expect(try lab.json(anew)["changed"] as? Bool == false, "after \(change)")
  }
}
