import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Selecting rows")
struct RowSelectionTests {
  private let lab: SampleLab

  init() throws {
    lab = try SampleLab()
    try lab.connection.run(
      script: """
        insert into users (phone, email, hashed_password, full_name, last_login)
        values ('+91 (80) 5551-0002', 'ravi@home.example', 'x', 'Ravi 50%', '2025-01-05 00:00Z'),
          ('080 55510003', 'mina@home.example', 'x', null, null),
          ('+91 80 5551 0004', 'om@home.example', 'x', 'Om_Rao', '2025-01-05 00:00Z'),
          ('+91 80 5551 0005', 'dia@home.example', 'x', 'Dia', null);
        """)
  }

  private func rows(
    of table: Table = .users, _ columns: String? = "id", _ change: (inout RowRequest) -> Void
  ) throws -> [String] {
    var request = RowRequest()
    request.columns = columns?.split(separator: ",").map(String.init)
    change(&request)
    let selection = try RowSelection(
      request, of: try FoundTable(table, in: lab.connection), over: lab.connection,
      timeZone: "Asia/Kolkata")
    var rows: [String] = []
    try selection.forEach(over: lab.connection) { row in
      rows.append(
        try selection.columns.indices.map { try row.optionalString($0) ?? "–" }
          .joined(separator: " "))
    }
    return rows
  }

  private func refusal(
    of table: Table = .users, _ columns: String? = nil, _ change: (inout RowRequest) -> Void
  ) -> String {
    do { return "\(try rows(of: table, columns, change))" } catch let error as DataError {
      return error.message
    } catch { return "\(error)" }
  }

  @Test("who leaves after the first row has not waited for the others to be read")
  func firstRowAtOnce() throws {
    struct Left: Error {}
    try lab.connection.run(
      script: """
        insert into categories (name) select 'C' || n from generate_series(1, 20000) n;
        analyze categories;
        select pg_stat_force_next_flush()
        """)
    func read() throws -> Int {
      try lab.connection.execute("select pg_stat_force_next_flush()")
      return try lab.connection.query(
        """
        select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
        from pg_stat_user_tables where relid = 'categories'::regclass
        """
      ) { try $0.int(0) }[0]
    }
    let before = try read()
    let selection = try RowSelection(
      RowRequest(), of: try FoundTable(.categories, in: lab.connection), over: lab.connection,
      timeZone: "Asia/Kolkata")
    #expect(throws: Left.self) {
      try selection.forEach(over: lab.connection) { _ in throw Left() }
    }
    let looked = try read() - before
    #expect(looked < 2_000, "\(looked) rows were read for one")
  }

  @Test("a text is found in any case, to the letter, and a telephone number however it is written")
  func search() throws {
    func found(_ text: String) throws -> [String] { try rows { $0.search = text } }
    #expect(try found("RAVI") == ["2"])
    #expect(try found("50%") == ["2"])
    #expect(try found("%") == ["2"])
    #expect(try found("_") == ["4"])
    #expect(try found("5551 0002") == ["2"])
    #expect(try found("(80) 5551-00") == ["2", "3", "4", "5"])
    #expect(try found("80-5551-0003") == ["3"])
    #expect(try found("room 80") == [])
    #expect(try found("'; drop table users; --") == [])
  }

  @Test("every order goes on behind every row, also where rows lack what they are sorted by")
  func keyset() throws {
    for sort in [
      [], ["last_login"], ["-last_login"], ["full_name", "-last_login"], ["-id"],
      ["is_locked", "-phone"],
    ] {
      let all = try rows { $0.sort = sort }
      #expect(all.count == 5)
      if sort == ["-last_login"] { #expect(all == ["2", "4", "1", "3", "5"]) }
      if sort == ["last_login"] { #expect(all == ["1", "2", "4", "3", "5"]) }
      for (place, id) in all.enumerated() {
        let rest = try rows {
          $0.sort = sort
          $0.after = id
          $0.limit = 2
        }
        #expect(rest == Array(all[(place + 1)...].prefix(2)), "\(sort) \(id)")
      }
    }
    #expect(try rows { $0.after = "3000000000" } == [])
    let events = try rows(of: .billingRecordEvents, nil) { $0.after = "1,1,drafted" }
    #expect(events == [])
    #expect(try rows(of: .billingRecordEvents, "event") { $0.after = "1,0,removed" } == ["drafted"])
  }

  @Test("all tables are read by their descriptions, without secrets and medical columns")
  func everyTable() throws {
    try lab.advanceRecord(to: "paid")
    try lab.addSettlements()
    for table in LabTables.all {
      let shown = try rows(of: table, nil) { $0.sort = ["-\(table.identity[0])"] }
      for secret in ["hash", "hash2", "token-1"] {
        #expect(!shown.contains { $0.split(separator: " ").contains(secret[...]) }, "\(table.name)")
      }
    }
    #expect(try rows(of: .pets, nil) { _ in }[0].hasPrefix("1 1 Rex Dog Beagle 4.00 12.25 true 20"))
    #expect(try rows(of: .pets, "name,medical_history") { _ in } == ["Rex None"])
    #expect(
      try rows(of: .bookings, "booking_date,status") { _ in } == [
        "2025-01-15 10:00:00+05:30 completed"
      ])
  }

  @Test("what is not to be had is refused with what there is")
  func refusals() {
    #expect(refusal("hashed_password") { _ in }.contains("is a secret"))
    #expect(refusal { $0.sort = ["-hashed_password"] }.contains("is a secret"))
    #expect(refusal { $0.sort = ["nmae"] }.contains("--sort: users has no column"))
    #expect(refusal("id,phon") { _ in }.contains("did you mean phone?"))
    #expect(refusal { $0.limit = 0 }.contains("asks for nothing"))
    #expect(refusal { $0.after = "x" }.contains("--after \"x\" is no whole number"))
    #expect(refusal { $0.after = "99999999999999999999" }.contains("is not between"))
    #expect(
      refusal {
        $0.after = "77"
        $0.sort = ["phone"]
      }.contains("no row \"77\" to go on after"))
    #expect(refusal(of: .billingRuns) { $0.search = "x" }.contains("has no texts to search in"))
    #expect(refusal(of: .billingRecords) { $0.sort = ["pricing"] }.contains("has no order"))
    #expect(refusal { $0.search = "a\0b" }.contains("NUL byte"))
    #expect(refusal(of: .billingRecordEvents) { $0.after = "1" }.contains("is no row of"))
  }

  @Test("a list by identity is read from the index as it comes, and never sorted")
  func plan() throws {
    try lab.connection.run(
      script: """
        insert into coupons (code, start_date, end_date)
        select 'C' || (n * 7919) % 20011, '2025-01-01', '2025-01-31' from generate_series(1, 20010) n;
        analyze coupons;
        """)
    let selection = try RowSelection(
      RowRequest(), of: try FoundTable(.coupons, in: lab.connection), over: lab.connection,
      timeZone: "Asia/Kolkata")
    try lab.connection.transaction {
      let plan = try lab.connection.query(
        "explain declare c cursor for \(selection.statement)"
      ) { try $0.string(0) }
      #expect(!plan.contains { $0.contains("Sort") }, "\(plan)")
    }
  }
}
