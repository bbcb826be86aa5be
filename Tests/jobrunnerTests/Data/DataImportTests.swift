import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// `data TABLE import` with the built program.
@Suite("Importing rows")
struct DataImportTests {
  let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    lab.environment["JOBRUNNER_AS"] = ProgramLab.adminEmail
    try lab.connection.run(
      script: """
        insert into coupons (code, start_date, end_date, max_uses)
        values ('OLD1', '2025-03-01 00:00+05:30', '2025-03-31 23:59:59+05:30', 1),
          ('OLD2', '2025-03-01 00:00+05:30', '2025-03-31 23:59:59+05:30', 1)
        """)
  }

  private func importing(
    _ text: String, _ words: String..., table: String = "coupons", name: String = "rows.csv"
  ) throws -> ChildProcess.Outcome {
    let path = "\(lab.folder)/\(name)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try JobrunnerProgram.run(
      ["data", table, "import", path] + words, environment: lab.environment, folder: lab.folder)
  }

  private static let header = "code,start_date,end_date,max_uses\n"
  private static let march = "2025-03-01 00:00,2025-03-31 23:59:59"

  @Test("rows are found by what people call them: changed, left alone or made")
  func upsert() throws {
    let file = """
      \(Self.header)OLD1,\(Self.march),1
      OLD2,\(Self.march),5
      NEW1,\(Self.march),
      """
    let dry = try importing(file, "--dry-run")
    #expect(
      dry.standardOutput
        == "2 (OLD2): max_uses 1 → 5\ncoupons: would insert 1, update 1, reject 0; unchanged 1\n",
      "\(dry.standardError)")
    #expect(try lab.strings("select count(*) from coupons") == ["2"])
    let run = try importing(file, "--yes")
    #expect(
      run.standardOutput
        == "2 (OLD2): max_uses 1 → 5\ncoupons: inserted 1, updated 1, rejected 0; unchanged 1\n")
    #expect(
      try lab.strings(
        "select concat_ws('|', code, max_uses, is_active, end_date) from coupons order by id") == [
          "OLD1|1|t|2025-03-31 18:29:59+00", "OLD2|5|t|2025-03-31 18:29:59+00",
          "NEW1|t|2025-03-31 18:29:59+00",
        ])
    #expect(
      try importing(file, "--yes").standardOutput
        == "coupons: inserted 0, updated 0, rejected 0; unchanged 3\n")
  }

  @Test(
    "one bad line refuses all of them, each with its line and reason; --partial takes the others")
  func rejects() throws {
    let file = """
      \(Self.header)NEW1,\(Self.march),1
      NEW1,\(Self.march),1
      NEW2,2025-04-01 00:00,2025-03-31 23:59:59,1
      NEW3,\(Self.march),-1
      NEW4,2025-03-01,2025-03-31 23:59:59,1
      ,\(Self.march),1
      NEW5
      "NEW6

      """
    let run = try importing(file, "--yes")
    #expect(run.exitCode == 65)
    for reason in [
      "line 3: it has the same code as line 2",
      "line 4: start_date 2025-04-01 00:00:00 is beyond end_date",
      "line 5: max_uses \"-1\" is not 0 or more", "line 6: start_date \"2025-03-01\" says no time",
      "line 7: code cannot be empty", "line 8: it has 1 field", "line 9: a quote is not closed",
      "nothing was imported",
    ] {
      #expect(run.standardOutput.contains(reason), "\(reason) in \(run.standardOutput)")
    }
    #expect(try lab.strings("select count(*) from coupons") == ["2"])
    #expect(try importing(file, "--yes", "--partial").exitCode == 1)
    #expect(
      try lab.strings("select code from coupons order by id") == ["OLD1", "OLD2", "NEW1"])
    // The rejected lines, corrected, are imported as they are.
    let rejects = try String(contentsOfFile: "\(lab.folder)/rows.rejects.csv", encoding: .utf8)
    let corrected = rejects.split(separator: "\n").prefix(4).joined(separator: "\n")
      .replacing("NEW1", with: "NEW9").replacing("2025-04-01", with: "2025-03-02")
      .replacing(",-1", with: ",1")
    let again = try importing(corrected, "--yes", name: "corrected.csv")
    #expect(again.standardOutput == "coupons: inserted 3, updated 0, rejected 0; unchanged 0\n")
  }

  @Test("the header is judged as a whole")
  func header() throws {
    let run = try importing("cod,code,code,id\n", "--yes")
    #expect(run.exitCode == 65)
    #expect(run.standardError.contains("did you mean code?"))
    #expect(run.standardError.contains("more than one column code"))
    let secret = try importing("phone,hashed_password\n1,x\n", "--yes", table: "users")
    #expect(secret.exitCode == 65)
    #expect(secret.standardError.contains("hashed_password is a secret"))
    #expect(try importing("", "--yes").exitCode == 65)
  }

  @Test("JSON objects, one a line, are the same; amounts go through no binary fraction")
  func ndjson() throws {
    let run = try importing(
      """
      {"name":"Complete Blood Count","price":1234567.89,"discounted_price":null}
      {"name":"Lipid Panel","price":"0.10","discounted_price":0.05}
      {"name":"Other","price":[1],"discounted_price":null}
      {"name":"Urinalysis"}
      """, "--yes", "--partial", table: "tests", name: "tests.ndjson")
    #expect(run.exitCode == 1, "\(run.standardError)")
    #expect(
      try lab.strings(
        "select concat_ws('|', name, price, discounted_price) from tests order by id") == [
          "Complete Blood Count|1234567.89", "Lipid Panel|0.10|0.05", "Urinalysis|300.00",
        ])
    #expect(
      run.standardOutput.contains("line 4: it has other members than the first line"),
      "\(run.standardOutput)")
    let rejects = try String(contentsOfFile: "\(lab.folder)/tests.rejects.ndjson", encoding: .utf8)
    #expect(rejects.hasPrefix("{\"rejected_line\":3,\"rejected_because\":"))
  }

  @Test("a line that says what a row is already is never refused, whatever the row holds")
  func unchangedIsRight() throws {
    try lab.book(1, on: "2025-01-05")
    try lab.connection.execute("update booking_items set quantity = 0")
    let run = try importing(
      "id,booking_id,test_id,quantity\n1,1,1,0\n", "--yes", table: "booking_items")
    #expect(
      run.standardOutput == "booking_items: inserted 0, updated 0, rejected 0; unchanged 1\n")
    let other = try importing(
      "id,booking_id,test_id,quantity\n1,1,1,-1\n", "--yes", table: "booking_items")
    #expect(other.exitCode == 65)
  }

  @Test(
    "what the app counted since the export is not set back, and rows called the same come back by id"
  )
  func stale() throws {
    let export = "id,code,start_date,end_date,max_uses,current_uses,created_at"
    try lab.connection.run(script: "update coupons set current_uses = 5, created_at = '2025-01-01'")
    let run = try importing(
      """
      \(export)
      1,OLD1,\(Self.march),1,0,2025-02-02 00:00
      2,OLD2,\(Self.march),9,0,2025-02-02 00:00
      """, "--yes")
    #expect(
      run.standardOutput.hasSuffix("coupons: inserted 0, updated 1, rejected 0; unchanged 1\n"),
      "\(run.standardOutput)\(run.standardError)")
    #expect(
      try lab.strings(
        "select concat_ws('|', max_uses, current_uses, created_at::date) from coupons order by id")
        == ["1|5|2025-01-01", "9|5|2025-01-01"])
    try lab.connection.run(script: "update users set phone = '+91 80 5551 0001'")
    let same = try importing(
      "id,phone,email\n1,+91 80 5551 0001,anita@home.example\n2,+91 80 5551 0001,new@home.example\n",
      "--yes", table: "users")
    #expect(same.exitCode == 0, "\(same.standardOutput)")
    // Numbers without a digit are not one number.
    try lab.connection.run(script: "update users set phone = 'none'")
    let none = try importing("phone,email\n-,x@home.example\n", "--dry-run", table: "users")
    #expect(none.standardOutput.contains("hashed_password is required"), "\(none.standardOutput)")
  }

  @Test("words are written as the app's own column takes them, and read in any case")
  func wordsOfAnEnumeration() throws {
    try lab.book(1, on: "2025-01-05")
    try lab.connection.run(
      script: """
        create type item_status as enum ('PENDING', 'COLLECTED', 'PROCESSING', 'COMPLETED');
        alter table booking_items
          drop constraint booking_items_status_check,
          alter column status drop default,
          alter column status type item_status using upper(status)::item_status
        """)
    let update = try lab.run("data", "booking_items", "update", "1", "status=collected", "--yes")
    #expect(update.exitCode == 0, "\(update.standardError)")
    #expect(try lab.strings("select status::text from booking_items") == ["COLLECTED"])
    let run = try importing("id,status\n1,Processing\n", "--yes", table: "booking_items")
    #expect(
      run.standardOutput
        == "1: status COLLECTED → PROCESSING\nbooking_items: inserted 0, updated 1, rejected 0; unchanged 0\n",
      "\(run.standardError)")
    let listed = try lab.run(
      "data", "booking_items", "list", "--where", "status=processing", "--columns", "status",
      "--format", "csv")
    #expect(listed.standardOutput == "status\nPROCESSING\n")
  }

  @Test("an id that no row ever had is refused; one of a deleted row brings it back")
  func ids() throws {
    let made = try importing("id,name\n77,Urine\n", "--yes", table: "categories")
    #expect(made.exitCode == 65)
    #expect(
      made.standardOutput.contains("line 2: categories has no row 77, nor one that can come back"))
    try lab.connection.execute("insert into categories (id, name) values (9, 'Urine')")
    let deleted = try lab.run("data", "categories", "delete", "9", "--yes")
    #expect(deleted.exitCode == 0, "\(deleted.standardError)")
    let back = try importing("id,name\n9,Urine\n", "--yes", table: "categories")
    #expect(back.exitCode == 0, "\(back.standardOutput)")
    #expect(try lab.strings("select id from categories order by id") == ["1", "9"])
  }
}
