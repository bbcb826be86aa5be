import Foundation
import Postgres
import TestLab
import Testing

/// What a lab's nights come to, read whole, whatever its app's tables are like.
private struct Outcome: Equatable {
  var records: [String]
  var findings: [String]
  var payments: [String]
  /// The CSV files of the month, by name.
  var files: [String: String]
  var explanation: String
}

@Suite("Nights on apps that keep things in their own way")
struct AdoptedVariantNightTests {
  private static let plain = Result { try outcome(of: .citext, plainly: true) }

  @Test(
    "a night, a re-run, payments, a closing and its export come out as on the plain app",
    arguments: [
      AppVariant.combined(.citext, .bigIDs, .enumerations, .planByName),
      .combined(.domains, .smallIDs, .planByChecks), .combined(.domainIDs, .onlyWhatIsNeeded),
      .onlyWhatIsBilled,
    ])
  func same(variant: AppVariant) throws {
    let expected =
      variant.losesNothing
      ? try Self.plain.get() : try Self.outcome(of: variant, plainly: true)
    let found = try Self.outcome(of: variant, plainly: false)
    #expect(found.records == expected.records)
    #expect(found.findings == expected.findings)
    #expect(found.payments == expected.payments)
    #expect(found.files.keys.sorted() == expected.files.keys.sorted())
    for (name, text) in expected.files { #expect(found.files[name] == text, "\(name)") }
    #expect(found.explanation == expected.explanation)
    #expect(expected.records.count > 150 && expected.payments.count == 3)
  }

  @Test("an id beyond those of billing that comes later ends every command in one line, with 78")
  func laterIDs() throws {
    let database = try TestDatabase.empty()
    let connection = try database.connect(searchPath: "public")
    try AppVariant.bigIDs.make(connection, bookings: 60)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let environment = [
      "DATABASE_URL": database.url, "BILLING_START_DATE": "2025-01-01", "EXPORTS_FOLDER": folder,
    ]
    func run(_ arguments: String...) throws -> ChildProcess.Outcome {
      try JobrunnerProgram.run(
        arguments + ["--business-date", "2025-01-20"], environment: environment,
        folder: folder)
    }
    #expect(try run("migrate", "apply", "--quiet").exitCode == 0)
    try connection.run(
      script: """
        insert into bookings (id, user_id, booking_date, status)
        values (3000000000, 1, '2025-01-02 10:00', 'completed'),
          (3000000001, 1, '2025-01-02 10:00', 'completed');
        """)
    for command in [
      ["nightly"], ["nightly", "--dry-run"], ["export", "2025-01"], ["status"],
      ["migrate", "backfill"],
    ] {
      let ended = try JobrunnerProgram.run(
        command + ["--business-date", "2025-01-20"], environment: environment,
        folder: folder)
      #expect(ended.exitCode == 78, "\(command): \(ended.standardError)")
      #expect(
        ended.standardError.contains(
          "2 rows have a bookings.id beyond 2147483647 (3000000000, 3000000001)"),
        "\(command): \(ended.standardError)")
    }
    #expect(try run("doctor", "--json").standardOutput.contains("give these rows other ids"))
    #expect(try connection.first("select count(*) from billing_records") { try $0.int(0) } == 0)
    // What only refers to such an id is met by what reads it.
    try connection.run(
      script: """
        delete from bookings where id > 2147483647;
        alter table bookings drop constraint bookings_user_id_fkey;
        update bookings set user_id = 4000000000 where id = 7;
        """)
    let ended = try run("nightly")
    #expect(ended.exitCode == 78, "\(ended.standardError)")
    #expect(ended.standardError.contains("holds 4000000000, which is more than 32 bits"))
    let doctor = try run("doctor")
    #expect(doctor.standardOutput.contains("1 row has a bookings.user_id beyond 2147483647"))
  }

  private static func outcome(of variant: AppVariant, plainly: Bool) throws -> Outcome {
    let database = try TestDatabase.empty()
    let connection = try database.connect(searchPath: "public")
    try variant.make(connection, bookings: 600, plainly: plainly, preparing: billable)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let environment = [
      "DATABASE_URL": database.url, "BILLING_START_DATE": "2025-01-01", "EXPORTS_FOLDER": folder,
    ]
    @discardableResult func run(_ arguments: [String], exits: Int32 = 0) throws -> String {
      let outcome = try JobrunnerProgram.run(
        arguments + ["--quiet"], environment: environment, folder: folder)
      #expect(
        outcome.exitCode == exits,
        "\(variant), \(arguments): \(outcome.standardError) \(outcome.standardOutput.prefix(800))")
      return outcome.standardOutput
    }
    try run(["migrate", "apply"])
    try run(["migrate", "verify"])
    try connection.run(script: plan(byName: variant.namesWords && !plainly))
    try run(["nightly", "--business-date", "2025-01-20"])
    try run(["rerun", "2025-01", "--yes", "--as", "+91 1", "--business-date", "2025-01-20"])
    let settlement = folder + "/settlement.csv"
    let lines = try connection.query(
      """
      select invoice_number || ',' || final_amount || ',2025-01-21,ref-' || booking_id
      from billing_records
      order by booking_id
      limit 3
      """
    ) { try $0.string(0) }
    try (["invoice_number,amount,paid_at,reference"] + lines).joined(separator: "\n")
      .write(toFile: settlement, atomically: true, encoding: .utf8)
    try run(["payments", "import", settlement, "--as", "+91 1", "--business-date", "2025-01-22"])
    try run(["close", "2025-01", "--as", "+91 1", "--business-date", "2025-02-01"])
    try run(["nightly", "--business-date", "2025-02-02"])
    try run(["export", "2025-01"])
    try run(["migrate", "verify"])
    let doctor = try run(["doctor", "--json", "--business-date", "2025-02-02"], exits: 1)
    #expect(!doctor.contains("\"failure\""), "\(doctor)")
    return Outcome(
      records: try rows(of: "billing_records", connection),
      findings: try rows(of: "billing_findings", connection),
      payments: try rows(of: "billing_payments", connection),
      files: try files(in: folder + "/2025-01"),
      explanation: try run(["explain", "103", "--json"]).lowercased()
        .split(separator: "\n").filter { !$0.contains("happened_at") }.joined(separator: "\n"))
  }

  /// Nothing stands in the way of closing the month: what cannot be billed is cancelled. No amount has
  /// paise, so that every type holds it.
  private static let billable = """
    update tests set price = floor(price), discounted_price = floor(discounted_price);
    update bookings b
    set status = 'cancelled'
    where not exists (select from users u where u.id = b.user_id)
      or not exists (select from booking_items i where i.booking_id = b.id)
      or b.booking_date is null;
    """

  /// What the app writes once it knows of the plan: offers, coupons and their use, distances, quantities
  /// and prices; with the words of its enumerations, or with their names.
  private static func plan(byName: Bool) -> String {
    func word(_ value: String) -> String { "'\(byName ? value.uppercased() : value)'" }
    return """
      insert into staff (name, phone, hashed_password, role)
      values ('Meera', '+911', 'x', \(word("admin")));
      insert into offers (name, discount_type, discount_value, start_date, end_date)
      values ('Tenth', \(word("percentage")), 10, '2025-01-01', '2025-01-01'),
        ('Flat', \(word("fixed_amount")), 40, '2025-01-02', '2025-01-03'),
        ('By code', \(word("fixed_amount")), 25, '2025-01-01', '2025-12-31');
      insert into coupons (code, offer_id, start_date, end_date, max_uses_per_user)
      values ('PAWS', 3, '2025-01-01', '2025-12-31', 1000);
      insert into coupon_redemptions (
        coupon_id, booking_id, user_id, discount_amount, redemption_date
      )
      select 1, b.id, b.user_id, 25, b.booking_date
      from bookings b
      where b.id % 9 = 4 and lower(b.status::text) = 'completed'
      order by b.id;
      insert into distance_pricing_configs (
        base_charge, charge_per_km, max_free_distance_km, effective_from
      )
      values (50, 5, 2, '2025-01-01');
      update bookings set estimated_distance_km = id % 5 where id % 2 = 0;
      update booking_items set quantity = 1 + id % 2, unit_price = 30 + id % 11 where id % 3 = 0;
      update booking_items set status = \(word("completed")) where id % 2 = 0;
      update test_reports set status = \(word("delivered")) where id % 2 = 0;
      """
  }

  /// Whole rows, but for when they were written.
  private static func rows(of table: String, _ connection: Connection) throws -> [String] {
    try connection.query(
      """
      select (to_jsonb(t) - '{created_at,updated_at,released_at,accepted_at}'::text[])::text
      from \(unescaped: table) t
      order by 1
      """
    ) { try $0.string(0) }
  }

  /// A status is exported as the app wrote it, and only its case differs.
  private static func files(in folder: String) throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".csv") }
    #expect(names.count >= 3)
    return try Dictionary(
      uniqueKeysWithValues: names.map { name in
        (name, try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).lowercased())
      })
  }
}
