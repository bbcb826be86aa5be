import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// The worlds that the program is tried in, by what is hostile in them.
enum Worlds {
  static let all =
    settings + rights + columns + logins + rowSecurity + protections + schemas + servers + limits
    + folders + locales + clocks + descriptors

  static let settings = [
    World("a lab that nothing is wrong with", .works()) { _ in },
    World("a database whose settings change what is read", .works()) { world in
      for setting in hostileSettings {
        try world.sql("alter database \(world.lab.database.name) set \(setting)")
      }
    },
    World("a user whose settings change what is read", .works()) { world in
      let login = try LabLogin.biller(world.lab)
      for setting in hostileSettings { try world.sql("alter role \(login.name) set \(setting)") }
      world.log(in: login)
    },
    World("variables of libpq that change what is read", .works()) { world in
      world.environment.merge([
        "PGOPTIONS": "-c datestyle=German -c search_path=nowhere -c quote_all_identifiers=on",
        "PGTZ": "Pacific/Apia", "PGDATESTYLE": "German", "PGCLIENTENCODING": "LATIN1",
        "TZ": "Pacific/Apia", "LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8",
      ]) { $1 }
    },
    World(
      "triggers that do not fire for this user",
      .refused(.onlyReading(78)) { world in
        try world.sql("alter role \(roleName(world)) reset session_replication_role")
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try world.sql("alter role \(login.name) set session_replication_role = replica")
      world.log(in: login)
    },
  ]

  private static let hostileSettings = [
    "datestyle = 'German'", "intervalstyle = postgres_verbose", "bytea_output = escape",
    "extra_float_digits = -5", "array_nulls = off", "quote_all_identifiers = on",
    "standard_conforming_strings = off", "transform_null_equals = on",
    "check_function_bodies = off", "default_transaction_isolation = serializable",
    "default_transaction_deferrable = on", "plan_cache_mode = force_generic_plan",
    "exit_on_error = on", "client_min_messages = debug5", "synchronous_commit = off",
    "statement_timeout = 3000", "lock_timeout = 3000", "idle_in_transaction_session_timeout = 3000",
    "idle_session_timeout = 3000", "timezone = 'Pacific/Apia'", "search_path = nowhere",
    "client_encoding = LATIN1", "xmloption = document", "row_security = off",
    "enable_hashjoin = off", "default_statistics_target = 1", "work_mem = '64kB'",
    "jit_above_cost = 0", "enable_seqscan = off", "default_transaction_read_only = off",
  ]

  static let locales =
    turkish + [
      World(
        "a database that keeps its texts in LATIN1",
        .refused(.everything(78)) { world in world.environment["DATABASE_URL"] = nil }
      ) { world in
        let database = try TestDatabase.empty(options: "encoding 'LATIN1' locale 'C'")
        world.kept.append(database)
        world.environment["DATABASE_URL"] = database.url
      }
    ]

  /// Where the server knows Turkish, by ICU or its machine's C library.
  private static let turkish = ((try? TestDatabase.localeOptions) ?? [])
    .filter { $0.contains("tr") }.prefix(1)
    .map { options in
      World("a database whose small letters are Turkish", .works()) { world in
        try world.begin(in: TestDatabase.make(options: options))
      }
    }

  /// The last good run is long ago by today's clock, so doctor warns; what the others go by is the
  /// business date that they are given.
  static let clocks = [
    World(
      "a clock that is months ahead of the last good run",
      .refused(World.Codes(doctor: 1, dryRun: 78, nightly: 78, close: 78, export: 0)) { world in
        world.environment["CHECKS_MAX_GAP_DAYS"] = "0"
      }
    ) { world in
      world.environment["CHECKS_MAX_GAP_DAYS"] = "33"
      try world.lab.admin(["nightly"], on: "2025-01-02")
    },
    World(
      "a pause of as many days as are believed",
      .works(World.Codes(doctor: 1, dryRun: 0, nightly: 0, close: 0, export: 0))
    ) { world in
      world.environment["CHECKS_MAX_GAP_DAYS"] = "34"
      try world.lab.admin(["nightly"], on: "2025-01-02")
    },
  ]

  static let descriptors = [
    World("standard input is closed", .works()) { $0.redirections = "<&-" },
    World("standard output is closed", .works(.everything(73))) { $0.redirections = ">&-" },
    World("the logs go to a full disk", .works()) { $0.redirections = "2>/dev/full" },
    World("the results go to a full disk", .works(.everything(73))) {
      $0.redirections = ">/dev/full"
    },
    World("standard error is closed", .works()) { $0.redirections = "2>&-" },
    World("the results go to a pipe that nobody reads", .works(.everything(73))) {
      $0.preparation = "exec 4> >(exit); wait $!"
      $0.redirections = ">&4"
    },
    World("every descriptor is closed", .works(.everything(73))) {
      $0.redirections = "<&- >&- 2>&-"
    },
  ]

  static func login(_ world: WorldLab) throws -> LabLogin {
    guard let login = world.kept.compactMap({ $0 as? LabLogin }).last else {
      throw TestLabError("nobody has logged in to this world")
    }
    return login
  }

  static func roleName(_ world: WorldLab) throws -> String { try login(world).name }
}
