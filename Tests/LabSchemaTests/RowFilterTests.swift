import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Which rows a filter means")
struct RowFilterTests {
  private static let zone = "Asia/Kolkata"

  private static func filter(_ texts: String..., of table: Table) throws -> RowFilter {
    try RowFilter(texts, of: table)
  }

  /// The message and the remedy of a filter that is refused.
  private static func refusal(_ text: String, of table: Table) -> String {
    do {
      _ = try filter(text, of: table)
      return "taken"
    } catch let error as DataError {
      #expect(error.exitStatus == .badRequest)
      return "\(error.message); \(error.remedy)"
    } catch {
      return "\(error)"
    }
  }

  @Test("each way of asking finds the rows that it means, and no row twice")
  func rows() throws {
    let lab = try SampleLab()
    try lab.connection.run(
      script: """
        insert into coupons (code, start_date, end_date)
        values ('NEW10', '2025-01-10 18:29Z', '2025-01-31 18:29:59Z'),
          ('NEW*', '2025-01-10 18:30Z', '2025-01-31 18:30Z'),
          ('it''s, a comma', '2025-02-01 00:00Z', '9999-12-31 00:00Z');
        insert into pets (user_id, name, species) values (1, 'Tom', 'Cat'), (1, 'Ali_s%', 'cat');
        insert into bookings (user_id, pet_id, booking_date, status)
        values (1, 2, '2025-01-14 18:30Z', 'pending'), (1, null, '2025-01-15 18:30Z', 'completed'),
          (null, 2, null, null);
        insert into booking_items (booking_id, test_id, quantity) values (2, 1, 1), (4, 1, 1);
        update booking_items set status = upper(status) where id = 2;
        """)
    func ids(_ texts: String..., of table: Table) throws -> [Int] {
      let filter = try RowFilter(texts, of: table)
      return try lab.connection.query(
        """
        select r.id from \(unescaped: table.name) r where \(filter.holds(of: "r", zone: Self.zone))
        order by r.id
        """
      ) { try $0.int(0) }
    }
    #expect(try ids("code=NEW*", of: .coupons) == [1, 2, 3])
    #expect(try ids("code=NEW\\*", of: .coupons) == [3])
    #expect(try ids("code = 'NEW*'", of: .coupons) == [3])
    #expect(try ids("CODE = *E*R", of: .coupons) == [1])
    #expect(try ids("code='it''s, a comma'", of: .coupons) == [4])
    #expect(try ids("code=it's, a comma", of: .coupons) == [4])
    #expect(try ids("code in ('it''s, a comma', NEW10)", of: .coupons) == [2, 4])
    #expect(try ids("code not in (NEW*)", of: .coupons) == [4])
    #expect(try ids("code!=NEW10", of: .coupons) == [1, 3, 4])
    #expect(try ids("code<>NEW10", "start_date>2025-01-15", of: .coupons) == [4])
    // A day is the lab's own, from its first moment to its last.
    #expect(try ids("start_date=2025-01-10", of: .coupons) == [2])
    #expect(try ids("start_date>2025-01-10", of: .coupons) == [3, 4])
    #expect(try ids("start_date>=2025-01-11", of: .coupons) == [3, 4])
    #expect(try ids("start_date<2025-01-11", of: .coupons) == [1, 2])
    #expect(try ids("start_date<=2025-01-10", of: .coupons) == [1, 2])
    #expect(try ids("start_date<=2025-01-11", of: .coupons) == [1, 2, 3])
    #expect(try ids("start_date in (2025-01-10, 2025-02-01)", of: .coupons) == [2, 4])
    #expect(try ids("start_date=2025-01-11 00:00", of: .coupons) == [3])
    #expect(try ids("start_date=2025-01-10T18:30Z", of: .coupons) == [3])
    #expect(try ids("end_date<=9999-12-31", of: .coupons) == [1, 2, 3, 4])
    #expect(try ids("end_date=9999-12-31", of: .coupons) == [4])
    #expect(try ids("is_active=yes", "id in (1,3)", of: .coupons) == [1, 3])
    #expect(try ids("offer_id is null", of: .coupons) == [2, 3, 4])
    #expect(try ids("offer.name=New*", of: .coupons) == [1])
    #expect(try ids("pet.species=Cat", of: .bookings) == [2, 4])
    #expect(try ids("pet.species!=Cat", of: .bookings) == [1, 3])
    #expect(try ids("pet.species is null", of: .bookings) == [3])
    #expect(try ids("pet_id.species is not null", of: .bookings) == [1, 2, 4])
    #expect(try ids("pet.user.phone=91-9000-000-001", of: .bookings) == [1, 2, 4])
    #expect(try ids("user.phone=*00001", of: .bookings) == [1, 2, 3])
    #expect(try ids("Staff.name=Ravi", of: .bookings) == [1])
    #expect(try ids("status=completed", of: .bookings) == [1, 3])
    #expect(try ids("status!=completed", of: .bookings) == [2, 4])
    #expect(try ids("status not in (completed)", of: .bookings) == [2, 4])
    #expect(try ids("booking.user.full_name=Asha Rao", of: .bookingItems) == [1, 2])
    #expect(try ids("status in (PENDING)", of: .bookingItems) == [2, 3])
    #expect(try ids("name=Ali_s%", of: .pets) == [3])
    #expect(try ids("name=Ali\\_s%", of: .pets) == [])
    #expect(try ids("name=Al*_*", of: .pets) == [3])
    #expect(try ids("name=A%*", of: .pets) == [])
    #expect(try ids("price>=600.00", "discounted_price<501", of: .tests) == [1])
    #expect(try ids("id=9223372036854775807", of: .tests) == [])
    #expect(try ids("quantity<0", of: .bookingItems) == [])
    #expect(try ids("opening_time=09:00", "closing_time>20:30", of: .clinicInfo) == [1])
    #expect(try ids("test_ids=[1, 2]", "pricing=*lines*", of: .billingRecords) == [1])
    #expect(try ids("run.state=FAILED", of: .billingRecords) == [1])
  }

  @Test("what a script puts behind the operator is a value, and no condition")
  func onlyValues() throws {
    let lab = try SampleLab()
    for text in ["x' or '1'='1", "x or 1=1", "x) or (true", "x; drop table coupons", "$1", "\\"] {
      let filter = try Self.filter("code=\(text)", of: .coupons)
      let found = try lab.connection.query(
        "select id from coupons c where \(filter.holds(of: "c", zone: Self.zone))"
      ) { try $0.int(0) }
      #expect(found.isEmpty, "\(text)")
    }
    // What a person means as one more condition is refused, and no text.
    #expect(Self.refusal("code=x or id=1", of: .coupons).contains("a --where of its own"))
    #expect(throws: Never.self) { try Self.filter("code='x or id=1'", of: .coupons) }
    let day = try Self.filter("end_date>=2025-01-01", of: .offers).holds(of: "o", zone: Self.zone)
    #expect(day.sql == "(o.end_date::date >= $1::date)")
  }

  @Test("a filter that cannot be is refused with what is wrong, where, and what there is")
  func refusals() {
    #expect(
      Self.refusal("stauts=pending", of: .bookings).contains(
        "bookings has no column \"stauts\": did you mean status?; its columns are id, user_id,"))
    #expect(Self.refusal("usr.phone=1", of: .bookings).contains("did you mean user?"))
    #expect(Self.refusal("pet.spceies=Cat", of: .bookings).contains("pets has no column"))
    #expect(
      Self.refusal("status.name=x", of: .bookings).contains("bookings.status names no other row"))
    #expect(
      Self.refusal("status=done", of: .bookingItems).contains(
        "status \"done\" is none of pending, collected, processing, completed"))
    #expect(Self.refusal("quantity=two", of: .bookingItems).contains("is no whole number"))
    #expect(
      Self.refusal("quantity=9223372036854775808", of: .bookingItems).contains("is not between"))
    #expect(Self.refusal("price=1,000", of: .tests).contains("is no number"))
    #expect(Self.refusal("start_date=99999-01-01", of: .offers).contains("is no date"))
    #expect(Self.refusal("start_date=2025-02-30", of: .coupons).contains("is no moment"))
    #expect(Self.refusal("is_active=perhaps", of: .offers).contains("is neither true nor false"))
    #expect(Self.refusal("is_active<true", of: .offers).contains("has no order"))
    #expect(
      Self.refusal("price=6*", of: .tests).contains("a * stands for any text in columns of text"))
    #expect(Self.refusal("code<NEW*", of: .coupons).contains("a * stands for any text with ="))
    #expect(Self.refusal("lab_id=1", of: .billingLab).contains("is no UUID"))
    #expect(Self.refusal("phone=none", of: .users).contains("is no telephone number"))
    #expect(Self.refusal("email=null", of: .staff).contains("write email is null"))
    #expect(Self.refusal("code=", of: .coupons).contains("at its end: no value stands behind ="))
    #expect(Self.refusal("code", of: .coupons).contains("behind a column stands one of ="))
    #expect(Self.refusal("code ~ NEW", of: .coupons).contains("at \"~ NEW\": behind a column"))
    #expect(Self.refusal("=NEW", of: .coupons).contains("begins with the name of a column"))
    #expect(Self.refusal("", of: .coupons).contains("begins with the name of a column"))
    #expect(Self.refusal("code='NEW", of: .coupons).contains("at \"'NEW\": a quote is not closed"))
    #expect(Self.refusal("code='A' or id=1", of: .coupons).contains("nothing may follow"))
    #expect(Self.refusal("code in (A, B", of: .coupons).contains("the list has no )"))
    #expect(Self.refusal("code in (A,, B)", of: .coupons).contains("a value is missing"))
    #expect(Self.refusal("code in ()", of: .coupons).contains("a value is missing"))
    #expect(Self.refusal("code in A", of: .coupons).contains("behind in stands a list"))
    #expect(Self.refusal("code is empty", of: .coupons).contains("is null or is not null is meant"))
    #expect(Self.refusal("code=A\0B", of: .coupons).contains("holds a NUL byte"))
    #expect(Self.refusal("code=\u{FFFD}", of: .coupons).contains("U+FFFD"))
    let long = String(repeating: "x", count: 1_000_000)
    let refusal = Self.refusal("code=\(long)", of: .coupons)
    #expect(refusal.contains("at most 100000 are taken") && refusal.count < 400, "\(refusal.count)")
    let many = (1...6_000).map(String.init).joined(separator: ",")
    #expect(Self.refusal("id in (\(many))", of: .coupons).contains("at most 5000 are taken"))
  }

  @Test("nothing is found by a secret, also not over a reference")
  func secrets() {
    for (text, table) in [
      ("hashed_password=x", Table.users), ("user.hashed_password is not null", .bookings),
      ("token=*a*", .tokenBlacklist), ("collection_staff.hashed_password>a", .bookings),
    ] {
      #expect(Self.refusal(text, of: table).contains("is a secret"), "\(text)")
    }
  }

  /// Inputs made of the grammar's own pieces, with anything among them, the same in every run.
  private struct Inputs {
    var random = SeededGenerator(seed: 13)
    let names = LabTables.all.flatMap { $0.columns.map(\.name) } + ["pet", "user", "booking", "x"]

    private static let pieces = [
      "=", "!=", "<>", "<", "<=", ">", ">=", " in ", "(", ")", ",", " not ", " is ", "null", " ",
      "'", "''", "\"", "*", "\\", "\\*", "%", "_", ".", "$1", ";", "--", "or", "true", "no", "12",
      "-3.50", "99999999999999999999", "2025-01-31", "2025-01-31 09:30", "9999-12-31", "09:30",
      "pending", "Zürich", "NEW", "\0", "\u{FFFD}", "\u{1F436}", "\r\n",
    ]

    mutating func next(of table: Table) -> String {
      var text = ""
      let column = table.columns.randomElement(using: &random)!
      if Bool.random(using: &random) {
        // One that may well be right.
        let value = [column.choices?.randomElement(using: &random) ?? "12"] + Self.pieces
        text = column.name + Self.pieces[Int.random(in: 0...8, using: &random)]
        if text.hasSuffix(" in ") { text += "(" }
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          text += value.randomElement(using: &random)!
        }
        if text.contains("(") { text += ")" }
        return text
      }
      for _ in 0..<Int.random(in: 0...7, using: &random) {
        switch Int.random(in: 0...9, using: &random) {
        case 0: text += String(decoding: [UInt8.random(in: 0...255, using: &random)], as: UTF8.self)
        case 1...3: text += names.randomElement(using: &random)!
        default: text += Self.pieces.randomElement(using: &random)!
        }
      }
      return text
    }
  }

  /// Every word that a filter's SQL may be made of; a value is none of them.
  private static let words = Set(
    LabTables.all.flatMap { [$0.name] + $0.columns.map(\.name) } + [
      "r", "f1", "f2", "f3", "exists", "select", "from", "where", "and", "or", "not", "is", "null",
      "true", "in", "like", "lower", "collate", "C", "regexp_replace", "0", "9", "g", "1", "cast",
      "as", "at", "time", "zone", "timestamp", "timestamptz", "text", "date", "numeric", "bigint",
      "boolean", "uuid", "right", "10", "nullif", "btrim",
    ])

  @Test(
    "of 100,000 inputs none ends the program, and none's value is in the SQL that the server runs")
  func fuzz() throws {
    var inputs = Inputs()
    let connection = try TestDatabase.make().connect()
    var (taken, run) = (0, 0)
    for number in 0..<100_000 {
      let table = LabTables.all[number % LabTables.all.count]
      let text = inputs.next(of: table)
      guard let filter = try? RowFilter([text], of: table) else { continue }
      taken += 1
      let statement = filter.holds(of: "r", zone: Self.zone)
      var (words, parameters) = (Set<Substring>(), 0)
      for word in statement.sql.split(whereSeparator: {
        !($0.isLetter || $0.isNumber || "_$".contains($0))
      }) {
        if word.hasPrefix("$") {
          parameters = max(parameters, Int(word.dropFirst())!)
        } else {
          words.insert(word)
        }
      }
      #expect(words.allSatisfy { Self.words.contains(String($0)) }, "\(text): \(statement.sql)")
      #expect(
        parameters >= (text.lowercased().contains(" is ") ? 0 : 1), "\(text): \(statement.sql)")
      guard taken % 40 == 0 else { continue }
      run += 1
      #expect(throws: Never.self, "\(text): \(statement.sql)") {
        _ = try connection.query("select from \(unescaped: table.name) r where \(statement)") { _ in
        }
      }
    }
    #expect(taken > 9_000 && run > 200, "\(taken) taken, \(run) run")
  }
}
