import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// What `jobrunner data TABLE history` tells, of changes by the app and by a command.
@Suite("The history of a row, as the program tells it")
struct DataHistoryTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    try lab.connection.forge("truncate billing_data_changes restart identity")
  }

  private func run(_ arguments: String...) throws -> String {
    let run = try JobrunnerProgram.run(
      arguments, environment: lab.environment, folder: lab.folder)
    #expect(run.exitCode == 0, "\(run.standardError)")
    // When it was is the one thing that is not always the same.
    return run.standardOutput.replacing(
      try Regex(#"20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9:.]+\+05:30"#), with: "AT")
  }

  @Test("by the app and by a member of the staff, the newest first, either way round")
  func text() throws {
    let user = try #require(
      try lab.connection.first("select session_user") { try $0.string(0) })
    try lab.connection.execute("update tests set price = 650 where id = 1")
    _ = try run(
      "data", "tests", "update", "1", "price=700", "discounted_price=", "--yes", "--as",
      ProgramLab.admin, "--reason", "costs of the reagent")
    let price = try lab.connection.first(
      "select before ->> 'price' from billing_data_changes where change_id = 1"
    ) { try $0.string(0) }
    let expected = try run("data", "tests", "history", "1")
    #expect(
      expected.contains(
        "AT  tests 1 updated by Meera Rao (staff 1): costs of the reagent\n  price"))
    #expect(expected.contains("650.00 → 700.00\n"))
    #expect(
      expected.hasSuffix(
        """
        AT  tests 1 updated by the app, connected as \(user)
          price  \(price ?? "") → 650.00

        """), "\(expected)")
    #expect(try run("data", "history", "tests", "1") == expected)
    #expect(
      try run("data", "tests", "history", "--limit", "1").hasPrefix("AT  tests 1 updated by Me"))
    #expect(try run("data", "tests", "history", "2") == "no change is kept\n")
    #expect(try run("data", "tests", "history", "--since", "2999-01-01") == "no change is kept\n")
  }

  @Test("a row that is gone is found by what it was called, and its secrets are hidden")
  func gone() throws {
    try lab.connection.run(
      script: """
        insert into coupons (code, start_date, end_date) values ('SPRING', '2025-01-01', '2025-02-01');
        update coupons set code = 'SPRING5' where code = 'SPRING';
        delete from coupons;
        """)
    let told = try run("data", "coupons", "history", "SPRING")
    #expect(try run("data", "coupons", "history", "SPRING5") == told)
    #expect(told.contains("code  SPRING → SPRING5\n"))
    #expect(told.components(separatedBy: "AT  coupons ").count == 4)
    let missing = try lab.run("data", "coupons", "history", "AUTUMN")
    #expect(missing.exitCode == 65)
    #expect(missing.standardError.contains("coupons has no row \"AUTUMN\""))
    _ = try lab.shell(
      "echo '$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo' | $JOBRUNNER data staff update 1 hashed_password=- --yes --as '\(ProgramLab.admin)'"
    )
    #expect(try run("data", "staff", "history", "1").contains("hashed_password  is another one\n"))
  }

  @Test("JSON has each column as it was and is")
  func json() throws {
    try lab.connection.execute("update tests set price = 650 where id = 1")
    let rows = try #require(
      try JSONSerialization.jsonObject(
        with: Data(try run("data", "tests", "history", "1", "--json").utf8)) as? [[String: Any]])
    let row = try #require(rows.first)
    #expect(rows.count == 1)
    #expect(
      Set(row.keys) == [
        "change_id", "changed_at", "table", "row_id", "action", "before", "after", "database_user",
      ])
    #expect(row["after"] as? [String: String] == ["price": "650.00"])
  }

  @Test("an admin's user writes by command, also under row-level security; who bills may not")
  func rights() throws {
    try lab.connection.run(
      script: """
        alter table tests enable row level security;
        alter table coupons enable row level security, force row level security;
        """)
    let admin = try LabLogin.admin(lab)
    let environment = admin.environment.merging(["JOBRUNNER_AS": ProgramLab.adminEmail]) { $1 }
    for words in [
      ["tests", "update", "1", "price=650", "--yes"],
      [
        "coupons", "create", "code=SPRING", "start_date=2025-01-01 00:00",
        "end_date=2025-02-01 00:00", "--yes",
      ],
      ["coupons", "delete", "SPRING", "--yes"], ["coupons", "history", "SPRING"],
      ["tests", "history", "1"],
    ] {
      let run = try JobrunnerProgram.run(
        ["data"] + words, environment: lab.environment.merging(environment) { $1 },
        folder: lab.folder)
      #expect(run.exitCode == 0, "\(words): \(run.standardError)")
      if words[1] == "history" { #expect(run.standardOutput.contains(" by Meera Rao (staff 1)")) }
    }
    try lab.connection.run(script: "grant \(lab.database.name)_biller to \(admin.name)")
    try lab.connection.run(script: "revoke \(lab.database.name)_admin from \(admin.name)")
    let refused = try lab.run(
      "data", "tests", "update", "1", "price=700", "--yes", environment: environment)
    #expect(refused.exitCode == 77, "\(refused.standardError)")
  }

  @Test("what cannot be asked is said")
  func refused() throws {
    for (arguments, code) in [
      (["billing_records", "history"], 64), (["tests", "history", "--since", "spring"], 64),
      (["tests", "history", "--limit", "0"], 64),
    ] {
      let run = try JobrunnerProgram.run(
        ["data"] + arguments, environment: lab.environment, folder: lab.folder)
      #expect(run.exitCode == Int32(code), "\(arguments): \(run.standardError)")
    }
  }
}
