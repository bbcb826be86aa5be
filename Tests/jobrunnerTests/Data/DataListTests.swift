import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// `data TABLE list` and `data TABLE export` with the built program.
@Suite("Listing and exporting rows")
struct DataListTests {
  let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    lab.environment["JOBRUNNER_AS"] = ProgramLab.adminEmail
    try lab.connection.run(
      script: """
        update users set hashed_password = 'secret-hash-' || id;
        update staff set hashed_password = 'secret-hash-' || id;
        insert into pets (user_id, name, species, medical_history)
        values (1, '=HYPERLINK("x")', 'Dog', 'secret-history'), (1, '''=1', 'Cat', null),
          (2, E'two\nlines, "quoted"', 'Bird', ''), (2, '', 'Bird', null);
        insert into token_blacklist (token, user_id, expires_at) values ('secret-token', 1, '2025-02-01');
        """)
  }

  private func data(_ words: String...) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(
      ["data"] + words, environment: lab.environment, folder: lab.folder)
  }

  @Test("rows are listed as a table, csv, JSON or a JSON object a line")
  func formats() throws {
    let table = try data("pets", "list", "--columns", "id,name,breed", "--where", "user.id=1")
    #expect(
      table.standardOutput == """
        id  name             breed
        --  ---------------  -----
         1  =HYPERLINK("x")  –
         2  '=1              –

        """, "\(table)")
    let csv = try data("pets", "list", "--columns", "id,name", "--sort", "-id", "--format", "csv")
    #expect(
      csv.standardOutput
        == "id,name\n4,\"\"\n3,\"two\nlines, \"\"quoted\"\"\"\n2,''=1\n1,\"'=HYPERLINK(\"\"x\"\")\"\n",
      "\(csv)")
    let lines = try data(
      "pets", "list", "--columns", "id,name,breed,is_active", "--limit", "1", "--after", "2",
      "--format", "ndjson")
    #expect(
      lines.standardOutput
        == #"{"id":3,"name":"two\nlines, \"quoted\"","breed":null,"is_active":true}"# + "\n")
    for words in [["--json"], ["--format", "json"]] {
      let run = try JobrunnerProgram.run(
        ["data", "pets", "list"] + words, environment: lab.environment)
      let rows =
        try JSONSerialization.jsonObject(with: Data(run.standardOutput.utf8)) as? [[String: Any]]
      #expect(rows?.count == 4)
    }
    #expect(try data("pets", "list", "--json", "--where", "id=9").standardOutput == "[]\n")
    #expect(try data("pets", "list", "--json", "--format", "csv").exitCode == 64)
  }

  @Test("no secret of any table is shown, in any form; what is medical only where it is named")
  func secrets() throws {
    for table in LabTables.all {
      for words in [["list"], ["list", "--json"], ["export", "--format", "ndjson"]] {
        let run = try JobrunnerProgram.run(
          ["data", table.name] + words, environment: lab.environment)
        #expect(run.exitCode == 0, "\(table.name): \(run.standardError)")
        #expect(!run.standardOutput.contains("secret-"), "\(table.name) \(words)")
      }
    }
    let named = try data("pets", "list", "--columns", "medical_history")
    #expect(named.standardOutput.contains("secret-history"))
    for words in [
      ["--columns", "hashed_password"], ["--where", "hashed_password=secret*"],
      ["--sort", "-hashed_password"],
    ] {
      let run = try JobrunnerProgram.run(
        ["data", "users", "list"] + words, environment: lab.environment)
      #expect(run.exitCode == 64 && run.standardError.contains("is a secret"), "\(run)")
    }
  }

  @Test("an export comes back through import unchanged, as csv and as ndjson")
  func roundTrip() throws {
    for (table, format) in [
      ("pets", "csv"), ("pets", "ndjson"), ("users", "csv"), ("staff", "ndjson"),
    ] {
      let file = "\(lab.folder)/rows.\(format)"
      let export = try data(table, "export", "--out", file, "--json")
      #expect(try lab.json(export)["format"] as? String == format, "\(export)")
      let back = try data(table, "import", file, "--dry-run", "--json")
      let result = try lab.json(back)
      #expect(result["unchanged"] as? Int ?? 0 > 0, "\(back)")
      #expect(result["rejected"] as? Int == 0 && result["updated"] as? Int == 0, "\(back)")
    }
    let folder = try data("pets", "export", "--out", lab.folder)
    #expect(folder.exitCode == 73 && folder.standardError.contains("is no file"))
    let missing = try data("pets", "export", "--out", lab.folder + "/none/rows.csv")
    #expect(missing.exitCode == 73)
  }

  @Test("--where and --expect say which rows are written")
  func writing() throws {
    let many = try data(
      "pets", "update", "--where", "user.phone=918055510002", "--where", "species=Bird",
      "species=Parrot", "--yes", "--json")
    #expect(try lab.json(many)["rows"] as? Int == 2, "\(many)")
    let other = try data("pets", "update", "1", "species=Cat", "--expect", "species=Bird", "--yes")
    #expect(other.exitCode == 65 && other.standardError.contains("pets 1"), "\(other)")
    let same = try data("pets", "update", "1", "species=Cat", "--expect", "species=Dog", "--yes")
    #expect(same.exitCode == 0, "\(same)")
    #expect(
      try lab.strings("select species from pets order by id") == ["Cat", "Cat", "Parrot", "Parrot"])
    let bad = try data("pets", "delete", "--where", "speices=Cat", "--yes")
    #expect(bad.exitCode == 64 && bad.standardError.contains("did you mean species?"), "\(bad)")
  }

  @Test("a reader may leave a long list after its first rows")
  func head() throws {
    try lab.connection.execute(
      """
      insert into coupons (code, start_date, end_date)
      select 'C' || n, '2025-01-01', '2025-01-31' from generate_series(1, 20000) n
      """)
    for (format, third) in [("table", "C1"), ("csv", "C2"), ("ndjson", "C3"), ("json", "C2")] {
      let run = try lab.shell(
        "\"$JOBRUNNER\" data coupons list --columns id,code --format \(format) | head -3 | tail -1")
      #expect(run.standardOutput.contains(third), "\(format): \(run)")
      #expect(run.standardError.isEmpty, "\(format): \(run)")
    }
    let all = try lab.shell("\"$JOBRUNNER\" data coupons export | tail -n +2 | wc -l")
    #expect(all.standardOutput.contains("20000"))
  }

  @Test("no statement that the server logs contains a value")
  func log() throws {
    let value = "Zq7Marker"
    let (file, ids) = ("\(lab.folder)/pets.csv", "77770")
    try "name,user_id,species,breed\n\(value),1,Dog,\(value)\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    let log = try lab.logged {
      try readAndWrite(value, ids, file)
    }
    #expect(log.contains("listed_rows") && log.contains("from pets r"))
    #expect(log.contains("insert into pets") && log.contains("update pets"))
    #expect(log.contains("delete from pets") && log.contains("imported_rows"))
    #expect(!log.contains(value) && !log.contains("7777-") && !log.contains(ids))
  }

  /// Everything that is done with rows, about values of which the log must have none.
  private func readAndWrite(_ value: String, _ ids: String, _ file: String) throws {
    for words in [
      ["list", "--where", "name=\(value)'; --", "--search", value],
      ["list", "--where", "name in (\(value),*\(value))"],
      ["list", "--where", "user.full_name!=\(value)"], ["export", "--search", value],
      ["list", "--after", "\(ids)01", "--limit", "\(ids)02"],
      ["list", "--where", "created_at>=7777-01-01"],
      ["create", "name=\(value)", "user_id=1", "species=\(value)", "--yes", "--reason", value],
      ["update", "--where", "name=\(value)", "breed=\(value)'", "--yes"],
      ["update", "1", "age_years=\(ids)1", "--expect", "id<\(ids)", "--yes"],
      ["import", file, "--yes"], ["delete", "--where", "breed=\(value)", "--yes"],
      ["history", "1"],
    ] {
      let run = try JobrunnerProgram.run(
        ["data", "pets"] + words, environment: lab.environment, folder: lab.folder)
      #expect(run.exitCode == 0, "\(run)")
    }
  }
}
