import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// Something that makes a night fail, or need a person.
///
/// To add one: a line in the list that it belongs to, with what the night ends with and what its mail says
/// first.
struct NightFault: CustomTestStringConvertible, Sendable {
  let name: String
  let exitCode: Int32
  /// What stands in the first line of the mail.
  let words: String
  let watchers: Watchers
  let make: @Sendable (FaultyNight) throws -> Void

  /// What those find who look at `doctor` and `status` in the morning.
  enum Watchers {
    /// That the last good night is too long ago, or that it cannot be known.
    case failure
    /// That a finding needs a person.
    case finding
    /// A good night: all is done but the telling, which the others have heard of.
    case done
  }

  var testDescription: String { name }

  init(
    _ name: String, _ exitCode: Int32, _ words: String, _ watchers: Watchers = .failure,
    _ make: @escaping @Sendable (FaultyNight) throws -> Void
  ) {
    self.name = name
    self.exitCode = exitCode
    self.words = words
    self.watchers = watchers
    self.make = make
  }

  static let all = attention + commandLine + configuration + server + lab + output

  /// What is done, and needs a person.
  private static let attention = [
    NightFault("a hold", 1, "needs a person", .finding) { night in
      try night.lab.book(5, on: "2025-01-19", items: [(1, "0.00")])
    },
    // Of which doctor warns where it is the series of today's year, and not of 2025.
    NightFault("the end of the number series", 1, "for its invoice number", .done) { night in
      let advance = try JobrunnerProgram.run(
        [
          "series", "advance", "--kind", "invoice", "--to", "9999999", "--reason", "on paper",
          "--business-date", "2025-01-21",
        ],
        environment: night.lab.environment.merging(["JOBRUNNER_AS": ProgramLab.adminEmail]) { $1 })
      #expect(advance.exitCode == 0, "\(advance)")
    },
  ]

  private static let commandLine = [
    NightFault("an option that is misspelt", 64, "--frobnicate") { $0.words = ["--frobnicate"] },
    NightFault("a day that has not come", 64, "lies ahead") {
      $0.words = ["--business-date", "2999-01-01"]
    },
  ]

  private static let configuration = [
    NightFault("a configuration file that is not there", 78, "no configuration file") {
      $0.words = ["--config", "/nowhere/jobrunner.yaml"]
    },
    NightFault("a value that cannot be used", 78, "billing.window_months") {
      $0.environment["BILLING_WINDOW_MONTHS"] = "many"
    },
    NightFault("no first date to bill", 78, "billing.start_date") {
      $0.environment["BILLING_START_DATE"] = ""
    },
    NightFault("a time zone that nobody knows", 78, "time zone") {
      $0.environment["BILLING_TIME_ZONE"] = "Asia/Nowhere"
    },
    NightFault("a long gap", 78, "days after that of the last good run") {
      $0.environment["CHECKS_MAX_GAP_DAYS"] = "1"
      $0.words = ["--business-date", "2025-02-20"]
    },
  ]

  private static let server = [
    NightFault("a server that is not there", 69, "cannot be reached") {
      $0.environment["DATABASE_URL"] = "postgresql:///lab?host=/nowhere"
    },
    NightFault("a database that takes no writes", 69, "read-only") { night in
      try night.lab.connection.run(
        script: "alter database \(night.lab.database.name) set default_transaction_read_only = on")
    },
    NightFault("a schema that is not there", 78, "schema") { night in
      let empty = try TestDatabase.empty()
      night.kept.append(empty)
      night.environment["DATABASE_URL"] = empty.url
    },
    NightFault("a user who lacks every right", 77, "permission") { night in
      let login = try LabLogin.visitor(night.lab)
      night.kept.append(login)
      night.environment["DATABASE_URL"] = login.url
    },
    NightFault("a policy that hides rows", 77, "row-level security") { night in
      let login = try LabLogin.biller(night.lab)
      night.kept.append(login)
      night.environment["DATABASE_URL"] = login.url
      try night.lab.connection.run(script: "alter table bookings enable row level security")
    },
    NightFault("triggers that do not fire", 78, "session_replication_role") { night in
      try night.lab.connection.run(
        script: "alter database \(night.lab.database.name) set session_replication_role = replica")
    },
  ]

  private static let lab = [
    NightFault("another run that has the lab", 75, "another run has this lab") { night in
      let other = try night.lab.database.connect()
      night.kept.append(other)
      #expect(try LabLock(other).take())
    },
    NightFault("a closed month that no run closed", 70, "do not tie out") { night in
      try night.lab.connection.forge(
        """
        insert into billing_periods (period, state, closed_at, closed_by_run_id)
        values ('2024-12', 'closed', now(), 1)
        """)
    },
    NightFault("a record that was marked paid by hand", 70, "does not tie out") { night in
      try night.lab.connection.forge(
        "update billing_records set status = 'paid', paid_date = invoice_date where booking_id = 1")
    },
    NightFault("a trigger of the app's that names a customer", 70, "no mail to") { night in
      try night.lab.connection.run(
        script: """
          create function complain() returns trigger language plpgsql as $$
          begin raise exception 'no mail to anita@home.example, +91 80 5551 0001'; end $$;
          create trigger complain before insert on billing_records
            for each row execute function complain()
          """)
    },
    NightFault("a constraint that refuses a record", 70, "violates check constraint") { night in
      try night.lab.connection.run(
        script: "alter table billing_records add constraint no_4 check (booking_id <> 4) not valid")
    },
    NightFault("an id that billing cannot keep", 78, "bookings") { night in
      try night.lab.connection.run(
        script: """
          alter table bookings alter column id type bigint;
          insert into bookings (id, user_id, booking_date, status)
          values (5000000000, 1, '2025-01-19 10:00+05:30', 'completed')
          """)
    },
  ]

  private static let output =
    [
      NightFault("a folder of exports that cannot be made", 73, "/proc/exports") {
        $0.environment["EXPORTS_FOLDER"] = "/proc/exports"
      },
      NightFault("another lab's package", 73, "another lab") { night in
        try night.lab.connection.forge("update billing_lab set lab_id = gen_random_uuid()")
      },
      NightFault("a database that was put back behind its exports", 78, "export") { night in
        let restored = try ProgramLab()
        let id = try night.lab.strings("select lab_id::text from billing_lab")[0]
        try restored.connection.forge("update billing_lab set lab_id = '\(id)'")
        night.kept.append(restored)
        night.environment["DATABASE_URL"] = restored.database.url
      },
      NightFault("results that cannot be written", 73, "the results cannot be written", .done) {
        $0.words += ["--json"]
        $0.redirections = ">/dev/full"
      },
    ] + (SmallDisk.isPossible ? [fullDisk] : [])

  private static let fullDisk = NightFault("a full disk", 73, "exports") { night in
    let disk = try SmallDisk(night.lab.folder + "/disk", kilobytes: 64)
    night.kept.append(disk)
    night.environment["EXPORTS_FOLDER"] = disk.path + "/exports"
    disk.fill()
  }
}
