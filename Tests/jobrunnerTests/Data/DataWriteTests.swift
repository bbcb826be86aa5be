import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// `data TABLE create`, `update` and `delete` with the built program.
@Suite("Writing rows")
struct DataWriteTests {
  let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    lab.environment["JOBRUNNER_AS"] = ProgramLab.adminEmail
    try lab.connection.run(
      script: """
        insert into offers (name, discount_type, discount_value, start_date, end_date)
        values ('Spring check', 'percentage', 10, '2025-03-01', '2025-03-31');
        insert into coupons (code, offer_id, start_date, end_date)
        select 'NEW' || n, 1, '2025-03-01 00:00+05:30', '2025-03-31 23:59:59+05:30'
        from generate_series(1, 12) n
        """)
  }

  private func data(_ words: String...) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(["data"] + words, environment: lab.environment, folder: lab.folder)
  }

  @Test("everything that is wrong with a row is said at once, and nothing of it is written")
  func everyFault() throws {
    let run = try data(
      "offers", "create", "name=A", "discount_type=perc", "discount_value=1.234", "nam=x",
      "start_date=2025-04-01", "end_date=2025-03-01", "is_active=maybe", "name=B", "--yes")
    #expect(run.exitCode == 65)
    for fault in [
      "discount_type \"perc\" is none of percentage, fixed_amount",
      "discount_value \"1.234\" has more than 2 decimals", "did you mean name?",
      "start_date 2025-04-01 is beyond end_date 2025-03-01", "is_active \"maybe\"",
      "name is given twice",
    ] {
      #expect(run.standardError.contains(fault), "\(fault) in \(run.standardError)")
    }
    #expect(try lab.strings("select count(*) from offers") == ["1"])
  }

  @Test("what the plan gives a row is there, and who made it")
  func fillings() throws {
    let run = try data(
      "offers", "create", "name=Summer", "discount_type=FIXED_AMOUNT", "discount_value=50",
      "start_date=2025-05-01", "end_date=2025-05-31", "--yes", "--reason", "the board asked")
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(
      try lab.strings(
        """
        select concat_ws('|', discount_type, discount_value, is_active, created_by_admin_id)
        from offers where name = 'Summer'
        """) == ["fixed_amount|50.00|t|1"])
    #expect(
      try lab.strings(
        """
        select concat_ws('|', action, after ->> 'name', person, reason)
        from billing_data_changes where table_name = 'offers' and person is not null
        """) == ["created|Summer|Meera Rao (staff 1)|the board asked"])
  }

  @Test("a dry run says what would be written, and writes nothing")
  func dryRun() throws {
    let counts =
      "select concat_ws('|', (select count(*) from coupons where max_uses is null), (select count(*) from offers), (select count(*) from categories))"
    let before = try lab.strings(Statement(text: counts))
    let update = try data("coupons", "update", "NEW1", "max_uses=5", "--dry-run")
    #expect(
      update.standardOutput == "1 (NEW1): max_uses – → 5\n1 row of coupons would be updated\n")
    let delete = try data("offers", "delete", "Spring check", "--dry-run")
    #expect(
      delete.standardOutput
        == "1 (Spring check)\n1 row of offers would be deleted\n  with 12 rows of coupons\n")
    let create = try data("categories", "create", "name=Urine", "--dry-run")
    #expect(create.standardOutput.hasPrefix("categories would be created:"))
    #expect(try lab.strings(Statement(text: counts)) == before)
    #expect(
      try lab.strings("select count(*) from billing_data_changes where person is not null") == ["0"]
    )
  }

  @Test("without a terminal nobody can be asked: it is --yes or --dry-run")
  func needsYes() throws {
    #expect(try data("coupons", "update", "NEW1", "max_uses=5").exitCode == 64)
    #expect(try lab.strings("select count(*) from coupons where max_uses = 5") == ["0"])
  }

  @Test("rows that have the values already are left alone, and nobody is told they were changed")
  func unchanged() throws {
    let before = try lab.strings("select xmin::text from coupons where code = 'NEW1'")
    let run = try data("coupons", "update", "NEW1", "max_uses_per_user=1", "--yes")
    #expect(run.standardOutput == "nothing to change: the rows have these values already\n")
    #expect(try lab.strings("select xmin::text from coupons where code = 'NEW1'") == before)
  }

  @Test("a rule holds between what is written and what the row has")
  func rules() throws {
    let run = try data("offers", "update", "1", "end_date=2025-02-01", "--yes")
    #expect(run.exitCode == 65)
    #expect(run.standardError.contains("start_date 2025-03-01 is beyond end_date 2025-02-01"))
  }

  @Test("a row is named by its id, its key, and a telephone number however it is written")
  func keys() throws {
    for key in ["1", "+91 80 5551 0001", "918055510001"] {
      let run = try data("user", "update", key, "full_name=Anita \(key)", "--yes")
      #expect(run.exitCode == 0, "\(run.standardError)")
    }
    #expect(
      try lab.strings("select full_name from users order by id") == [
        "Anita 918055510001", "Ravi Menon",
      ])
    let missing = try data("offers", "update", "Winter", "is_active=no", "--yes")
    #expect(missing.exitCode == 65)
    #expect(missing.standardError.contains("offers has no row \"Winter\""))
  }

  @Test(
    "a condition that a person means as two is refused, and so is a part of no telephone number")
  func dangerousConditions() throws {
    for condition in ["code!=NEW1 and max_uses=3", "code=NEW* or offer_id is null"] {
      let run = try data("coupons", "delete", "--where", condition, "--yes")
      #expect(run.exitCode == 64, "\(run.standardOutput)")
      #expect(run.standardError.contains("a --where of its own"), "\(run.standardError)")
    }
    for phone in ["abc*", "*", "+91 80 5551 000*", "O80*"] {
      let run = try data(
        "users", "update", "--where", "phone=\(phone)", "is_active=no", "--dry-run")
      #expect(run.exitCode == (phone.contains("1") || phone == "*" ? 0 : 64), "\(phone): \(run)")
    }
    let none = try data("offers", "update", "--where", "name=Sprung*", "is_active=no", "--yes")
    #expect(none.standardOutput == "no row of offers is meant: nothing to update\n")
    #expect(try lab.strings("select count(*) from coupons") == ["12"])
  }

  @Test("a code that is another row's id names two rows, and a name in another case one")
  func ambiguous() throws {
    try lab.connection.run(
      script: """
        insert into coupons (code, start_date, end_date)
        values ('3', '2025-03-01 00:00+05:30', '2025-03-31 23:59:59+05:30')
        """)
    let two = try data("coupons", "update", "3", "is_active=no", "--yes")
    #expect(two.exitCode == 65)
    #expect(two.standardError.contains("2 rows of coupons are called"), "\(two.standardError)")
    let one = try data("offers", "update", "spring CHECK", "is_active=no", "--yes")
    #expect(one.exitCode == 0, "\(one.standardError)")
    let phone = try data("users", "update", "080 5551 0002", "full_name=Ravi M", "--yes")
    #expect(phone.exitCode == 0, "\(phone.standardError)")
  }

  @Test("the last active admin stays one")
  func lastAdmin() throws {
    for words in [
      ["update", "1", "is_active=no"], ["update", "1", "role=analyst"], ["delete", "1"],
    ] {
      let run = try JobrunnerProgram.run(
        ["data", "staff"] + words + ["--yes"], environment: lab.environment)
      #expect(run.exitCode == 65, "\(words): \(run)")
      #expect(run.standardError.contains("no active admin would be left"))
    }
  }

  @Test("a table or an action that is mistyped is told with the one that was meant")
  func mistyped() throws {
    for (words, meant) in [
      (["bokings", "list"], "did you mean bookings?"), (["coupons", "lst"], "did you mean list?"),
    ] {
      let run = try JobrunnerProgram.run(["data"] + words, environment: lab.environment)
      #expect(run.exitCode == 64)
      #expect(run.standardError.contains(meant), "\(run.standardError)")
    }
  }

  @Test("a secret is never an argument, never shown, and masked in the history")
  func secrets() throws {
    let argument = try data("staff", "update", "2", "hashed_password=geheim1", "--yes")
    #expect(argument.exitCode == 65)
    let hash = ValueForm.passwordHash.example
    let run = try lab.shell(
      "echo '\(hash)' | \"$JOBRUNNER\" data staff update 2 hashed_password=- --yes")
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(
      try lab.strings("select hashed_password from staff where id = 2") == [hash])
    for text in [argument.standardError, run.standardOutput, run.standardError] {
      #expect(!text.contains("geheim") && !text.contains(hash))
    }
    let history = try lab.strings("select before::text || after from billing_data_changes")
    #expect(!history.contains { $0.contains(hash) })
  }

  @Test("who may not write is refused with the role that may")
  func authority() throws {
    let analyst = try data(
      "offers", "update", "1", "is_active=no", "--yes", "--as", "anil@lab.example")
    #expect(analyst.exitCode == 77)
    #expect(analyst.standardError.contains("needs admin"))
    try lab.connection.run(
      script: """
        insert into staff (name, phone, hashed_password, role)
        values ('Tara', '+918055500009', 'x', 'collector');
        insert into bookings (id, user_id) values (1, 1);
        insert into booking_items (booking_id, test_id) values (1, 1)
        """)
    let words = ["data", "booking_items", "update", "1", "--yes", "--as", "+918055500009"]
    for (value, code) in [("status=collected", 0), ("quantity=2", 77)] as [(String, Int32)] {
      let run = try JobrunnerProgram.run(words + [value], environment: lab.environment)
      #expect(run.exitCode == code, "\(run.standardError)")
    }
  }

  @Test("finalized billing cannot go, and what the jobs write nobody else does")
  func finalized() throws {
    try lab.book(7, on: "2025-01-05")
    let night = try lab.run("nightly", "--business-date", "2025-01-20")
    #expect(night.exitCode == 0, "\(night.standardError)")
    let booking = try data("booking", "delete", "7", "--yes")
    #expect(booking.exitCode == 65)
    #expect(booking.standardError.contains("cannot be deleted"), "\(booking.standardError)")
    let record = try data("billing_records", "update", "1", "final_amount=1", "--yes")
    #expect(record.exitCode == 65)
    #expect(record.standardError.contains("jobrunner adjust"))
    #expect(try lab.strings("select count(*) from billing_records") == ["1"])
  }

  @Test("ids that the sequence does not know are told, with the statement that mends it")
  func sequenceBehind() throws {
    try lab.connection.run(
      script: "select setval(pg_get_serial_sequence('categories', 'id'), 1, false)")
    let run = try data("categories", "create", "name=Urine", "--yes")
    #expect(run.exitCode == 65)
    #expect(run.standardError.contains("select setval(pg_get_serial_sequence('categories', 'id')"))
  }

  @Test("hostile values are data, or refused: never SQL, never a crash")
  func hostile() throws {
    let values = [
      "'; drop table coupons; --", "\\'); select pg_sleep(9)", "=cmd|' /C calc'!A0", "$1", "%s%n",
      "\u{202E}evil", "a\u{0}b",
    ]
    for value in values where !value.contains("\u{0}") {
      let run = try data("categories", "create", "name=\(value)", "--yes", "--json")
      #expect(run.exitCode == 0, "\(run.standardError)")
    }
    #expect(
      try lab.strings("select name from categories where id <> 1 order by id")
        == values.filter { !$0.contains("\u{0}") })
    for (assignment, code) in [
      ("category_id=99999999999999999999", 65), ("category_id=2147483648", 65),
      ("price=1e5", 65), ("price=NaN", 65), ("price=99999999999999", 65),
      ("price=\(String(repeating: "9", count: 120_000))", 65),
      ("name=\(String(repeating: "x", count: 120_000))", 65),
    ] as [(String, Int32)] {
      let run = try data("tests", "update", "1", assignment, "--yes")
      #expect(run.exitCode == code, "\(assignment.prefix(40)): \(run.standardError.prefix(300))")
      #expect(run.standardError.utf8.count < 1000)
    }
    let year = try data("offers", "update", "1", "end_date=99999-01-01", "--yes")
    #expect(year.exitCode == 65)
    let encoding = try lab.shell(
      #""$JOBRUNNER" data categories create name=$'\xff\xfe' --yes"#)
    #expect(encoding.exitCode == 64)
    #expect(encoding.standardError.contains("not UTF-8"))
  }
}
