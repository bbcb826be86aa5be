import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Coupons with the built program")
struct CouponsTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    try lab.connection.run(
      script: """
        insert into offers (id, name, discount_type, discount_value, start_date, end_date)
        values (1, 'Spring check', 'percentage', 10, '2025-01-05', '2025-03-31'),
          (2, 'To come', 'percentage', 10, '2025-02-05', '2025-03-31');
        """)
    try lab.book(1, on: "2025-01-19")
  }

  private func generate(
    _ arguments: String..., exits codes: Set<Int32> = [0],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ChildProcess.Outcome {
    try lab.admin(
      ["coupons", "generate"] + arguments, on: "2025-01-20", exits: codes,
      sourceLocation: sourceLocation)
  }

  @Test("the codes stand alone on standard output, none like another, for the offer's whole days")
  func generated() throws {
    let run = try generate(
      "--offer", "To come", "--count", "500", "--prefix", "PET", "--length", "8", "--yes")
    let codes = run.standardOutput.split(separator: "\n").map(String.init)
    #expect(codes.count == 500 && Set(codes).count == 500)
    let alphabet = Set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    #expect(
      codes.allSatisfy { code in
        code.hasPrefix("PET") && code.count == 11 && alphabet.isSuperset(of: code.dropFirst(3))
      })
    #expect(
      run.standardError.contains(
        "500 coupons of To come made, valid from 2025-02-05 to 2025-03-31"))
    #expect(Set(try lab.strings("select code from coupons")) == Set(codes))
    #expect(
      try lab.strings(
        """
        select distinct concat_ws('|', offer_id, start_date at time zone 'Asia/Kolkata',
          end_date at time zone 'Asia/Kolkata', is_active, max_uses, current_uses,
          max_uses_per_user, created_by_admin_id)
        from coupons
        """) == ["2|2025-02-05 00:00:00|2025-03-31 23:59:59.999999|t|1|0|1|1"])
    let again = try generate(
      "--offer", "2", "--count", "3", "--max-uses", "0", "--max-uses-per-user", "2", "--from",
      "2025-03-01", "--until", "2025-04-02", "--yes", "--json")
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(again.standardOutput.utf8)) as? [String: Any])
    #expect((document["codes"] as? [String])?.count == 3)
    #expect(document["first_of_offer"] as? Bool == false)
    #expect(
      try lab.strings(
        """
        select count(*) from coupons
        where max_uses is null and max_uses_per_user = 2
          and (start_date at time zone 'Asia/Kolkata')::date = '2025-03-01'
        """) == ["3"])
  }

  @Test("the first coupons of an offer that applied by itself: what that changes is shown")
  func firstCoupons() throws {
    let dry = try generate("--offer", "Spring check", "--count", "10", "--dry-run")
    #expect(dry.standardOutput.isEmpty)
    #expect(dry.standardError.contains("the offer applies by itself no more"))
    #expect(dry.standardError.contains("in all +50.00 INR, of 1 booking"))
    #expect(try lab.strings("select code from coupons").isEmpty)
    let coming = try generate("--offer", "To come", "--count", "10", "--dry-run")
    #expect(coming.standardError.contains("the offer applies by itself no more"))
    #expect(!coming.standardError.contains("in all"))
  }

  @Test("a length that is too short for so many codes is refused, with what it gives")
  func tooShort() throws {
    let run = try generate(
      "--offer", "To come", "--count", "500", "--length", "2", "--yes", exits: [64])
    #expect(run.standardError.contains("--length 2 gives 961 codes"))
    #expect(run.standardError.contains("take --length 4 or more"))
    _ = try generate("--offer", "To come", "--count", "0", "--yes", exits: [64])
    _ = try generate("--offer", "To come", "--count", "5", "--prefix", "a b", "--yes", exits: [64])
    let unknown = try generate("--offer", "Easter", "--count", "5", "--yes", exits: [65])
    #expect(unknown.standardError.contains("offers has no row"))
    let order = try generate(
      "--offer", "To come", "--count", "5", "--until", "2025-01-01", "--yes", exits: [65])
    #expect(order.standardError.contains("cannot end before"))
    #expect(try lab.strings("select code from coupons").isEmpty)
  }

  @Test("codes that are taken are made up for, in the same transaction")
  func taken() throws {
    let codes = CouponCodes(prefix: "", length: 3)
    var generator = SeededGenerator(seed: 7)
    let first = Set((0..<20).map { _ in codes.next(using: &generator) }).sorted()
    try lab.connection.execute(
      """
      insert into coupons (code, start_date, end_date)
      select code, now(), now() from unnest(\(first)::text[]) code
      """)
    generator = SeededGenerator(seed: 7)
    let made = try lab.connection.transaction {
      try RowWriter(.coupons, over: lab.connection, asking: nil, timeZone: "Asia/Kolkata")
        .createCoupons(
          CouponBatch(
            offerID: 2, count: 20, startsAt: "2025-02-05 00:00:00", endsAt: "2025-02-06 00:00:00",
            maxUses: nil, maxUsesPerUser: 1), codes, using: &generator)
    }
    #expect(made.count == 20 && Set(made).isDisjoint(with: first))
    #expect(try lab.strings("select count(*) from coupons") == ["\(20 + first.count)"])
    // Where every code is taken it ends, and says so.
    try lab.connection.execute(
      """
      insert into coupons (code, start_date, end_date)
      select 'X' || substr('23456789ABCDEFGHJKMNPQRSTUVWXYZ', n, 1), now(), now()
      from generate_series(1, 31) n
      """)
    #expect(throws: DataError.self) {
      try RowWriter(.coupons, over: lab.connection, asking: nil, timeZone: "Asia/Kolkata")
        .createCoupons(
          CouponBatch(
            offerID: 2, count: 1, startsAt: "2025-02-05 00:00:00", endsAt: "2025-02-06 00:00:00",
            maxUses: nil, maxUsesPerUser: 1), CouponCodes(prefix: "X", length: 1),
          using: &generator)
    }
  }

  @Test("coupons are listed by when they end, with their uses, and deactivated by code")
  func listed() throws {
    try lab.connection.run(
      script: """
        insert into coupons (id, code, offer_id, start_date, end_date)
        values (1, 'SOON', 1, '2025-01-01', '2025-01-31 12:00+05:30'),
          (2, 'LATE', 1, '2025-01-01', '2025-03-31'), (3, 'OTHER', 2, '2025-01-01', '2025-01-25');
        insert into coupon_redemptions
          (coupon_id, booking_id, user_id, discount_amount, redemption_date)
        values (1, 1, 1, 50, '2025-01-19 10:00+05:30');
        """)
    func codes(_ options: String...) throws -> [String] {
      let list = try JobrunnerProgram.run(
        ["coupons", "list", "--json", "--business-date", "2025-01-20"] + options,
        environment: lab.environment)
      let rows = try JSONSerialization.jsonObject(with: Data(list.standardOutput.utf8))
      return (rows as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
    }
    #expect(try codes() == ["OTHER", "SOON", "LATE"])
    #expect(try codes("--offer", "Spring check") == ["SOON", "LATE"])
    #expect(try codes("--expiring", "11d") == ["OTHER", "SOON"])
    #expect(try codes("--expiring", "10d") == ["OTHER"])
    let uses = try lab.run("coupons", "uses", "SOON")
    #expect(uses.standardOutput.contains("2025-01-19 10:00:00+05:30"))
    #expect(uses.standardOutput.contains("Anita Desai"))
    #expect(uses.standardOutput.contains("50.00"))
    #expect(try lab.run("coupons", "uses", "LATE").standardOutput.contains("nobody has used it"))
    let run = try lab.admin(
      ["coupons", "deactivate", "SOON", "LATE", "--yes", "--preview"], on: "2025-01-20")
    #expect(run.standardOutput.contains("billed → held: 1 booking, 1"))
    #expect(run.standardOutput.contains("2 rows of coupons updated"))
    #expect(try codes("--expiring", "30") == ["OTHER"])
    try lab.admin(["coupons", "deactivate", "--yes"], on: "2025-01-20", exits: [64])
  }
}
