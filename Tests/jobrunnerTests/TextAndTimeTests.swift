import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// What a database's encoding and the configuration's time zones have to be, before anything else.
@Suite struct TextAndTimeTests {
  @Test(
    "a database whose texts are not UTF-8 is refused at the start, by every command",
    arguments: [
      ("encoding 'LATIN1' locale 'C'", "LATIN1"), ("encoding 'SQL_ASCII' locale 'C'", "SQL_ASCII"),
      ("encoding 'EUC_JP' locale 'C'", "EUC_JP"),
    ])
  func encoding(options: String, name: String) throws {
    let database = try TestDatabase.empty(options: options)
    for arguments in [
      ["migrate", "plan"], ["migrate", "apply"], ["doctor"], ["nightly"], ["nightly", "--dry-run"],
      ["close", "2025-01"], ["export", "2025-01"],
    ] {
      let outcome = try JobrunnerProgram.run(
        arguments, environment: ["DATABASE_URL": database.url, "BILLING_START_DATE": "2025-01-01"])
      #expect(outcome.exitCode == 78, "\(arguments)")
      #expect(
        (outcome.standardOutput + outcome.standardError).contains(
          "the database keeps its texts in \(name), and jobrunner needs UTF8"), "\(arguments)")
    }
    let tables = try database.connect().query(
      "select relname from pg_class where relnamespace = 'public'::regnamespace"
    ) { try $0.string(0) }
    #expect(tables.isEmpty)
  }

  @Test(
    "a time zone is a name that the server knows, spelt as there; else 78 before a booking is read")
  func timeZones() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-31")
    let written = [
      ("+05:30", "takes names such as Asia/Kolkata"), ("-5", "takes names"), ("IST", "takes names"),
      ("India Standard Time", "takes names"), ("/etc/passwd", "takes names"),
      ("localtime", "takes names"), ("asia/kolkata", "is spelt Asia/Kolkata"),
    ]
    for key in ["database.naive_time_zone", "billing.time_zone"] {
      let variable = key.uppercased().replacing(".", with: "_")
      for (zone, words) in written {
        let outcome = try lab.run(
          "nightly", "--business-date", "2025-02-10", environment: [variable: zone])
        #expect(outcome.exitCode == 78, "\(key): \(zone)")
        #expect(outcome.standardError.contains("\(key): "), "\(outcome.standardError)")
        #expect(outcome.standardError.contains(words), "\(outcome.standardError)")
      }
      let doctor = try lab.run("doctor", environment: [variable: "+05:30"])
      #expect(doctor.exitCode == 78)
      let line = doctor.standardOutput.split(separator: "\n")
        .first { $0.hasPrefix("FAIL  time zone: ") }
      #expect(line?.contains("\(key): ") == true, "\(doctor.standardOutput)")
    }
    #expect(try lab.strings("select run_id::text from billing_runs") == [])
    let outcome = try lab.run(
      "nightly", "--business-date", "2025-02-10",
      environment: ["DATABASE_NAIVE_TIME_ZONE": "Asia/Kolkata"])
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
  }

  @Test("R1: a timestamp without zone is read in database.naive_time_zone")
  func naiveTimestamps() throws {
    let lab = try ProgramLab()
    try lab.connection.execute(
      """
      alter table bookings
        alter column booking_date type timestamp using booking_date at time zone 'Asia/Kolkata'
      """)
    try lab.book(1, on: "2025-01-31")
    try lab.connection.execute("update bookings set booking_date = '2025-01-31 23:30'")
    let outcome = try lab.run(
      "nightly", "--business-date", "2025-02-10",
      environment: ["DATABASE_NAIVE_TIME_ZONE": "Asia/Kolkata"])
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(
      try lab.strings("select billing_date::text from billing_records") == ["2025-01-31"])
  }
}
