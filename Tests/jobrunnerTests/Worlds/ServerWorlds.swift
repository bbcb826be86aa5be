import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// The server, what lies between it and the program, and what either of them allows.
extension Worlds {
  static let servers = [
    World(
      "a pooler in transaction mode",
      .refused(.everything(78)) { world in try pool(world, .session) }
    ) { world in
      try pool(world, .transaction)
    },
    World("a pooler in session mode, and a biller's rights", .works()) { world in
      world.log(in: try LabLogin.biller(world.lab))
      try pool(world, .session)
    },
    World(
      "a standby",
      .refused(.onlyReading(69)) { world in world.environment["DATABASE_URL"] = nil }
    ) { world in
      let standby = try StandbyServer()
      world.kept.append(standby)
      world.environment["DATABASE_URL"] = standby.url(instead: world.lab.database.url)
    },
    World(
      "a database that its provider made read-only",
      .refused(.onlyReading(69)) { world in
        try world.sql(
          "alter database \(world.lab.database.name) reset default_transaction_read_only")
      }
    ) { world in
      try world.sql(
        "alter database \(world.lab.database.name) set default_transaction_read_only = on")
    },
    World(
      "a user who was made read-only",
      .refused(.onlyReading(69)) { world in
        try world.sql("alter role \(roleName(world)) reset default_transaction_read_only")
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try world.sql("alter role \(login.name) set default_transaction_read_only = on")
      world.log(in: login)
    },
    World(
      "a server that is not there",
      .refused(.everything(69)) { world in world.environment["DATABASE_URL"] = nil }
    ) { world in
      world.environment["DATABASE_URL"] = "postgresql:///lab?host=/nowhere"
    },
  ]

  private static func pool(_ world: WorldLab, _ mode: PgBouncer.Mode) throws {
    let login = world.kept.compactMap { $0 as? LabLogin }.last
    let pooler = try PgBouncer(mode, users: [login?.name ?? PrivateCluster.role])
    world.kept.append(pooler)
    world.environment["DATABASE_URL"] = pooler.url(instead: login?.url ?? world.lab.database.url)
  }

  /// What the server or the machine allows is used up. A server that is full counts as one that is not
  /// reached: whether others will leave is not known.
  static let limits = [
    World(
      "a server whose connections are used up",
      .refused(.everything(69)) { world in world.environment["DATABASE_URL"] = nil }
    ) { world in
      let server = try CrowdedServer()
      world.kept.append(server)
      world.environment["DATABASE_URL"] = server.url
    },
    World(
      "a user who may have no temporary files",
      .refused(World.Codes(doctor: 0, dryRun: 69, nightly: 69, close: 69, export: 69)) { world in
        try world.sql("alter role \(roleName(world)) reset temp_file_limit")
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      // More than fits into the memory of a sort.
      try world.sql(
        """
        alter role \(login.name) set temp_file_limit = 0;
        alter role \(login.name) set work_mem = '64kB';
        insert into bookings (id, user_id, booking_date, status)
        select id, 1, '2025-01-05 10:00+05:30', 'cancelled' from generate_series(10, 6000) id
        """)
      world.log(in: login)
    },
    World(
      "a process that may open few files",
      .stopped(World.Codes(doctor: 0, dryRun: 0, nightly: 73, close: 73, export: 73)) { world in
        world.preparation = "ulimit -n 256"
      }
    ) {
      // A session needs 6, the writing of a workbook 13: with 8, every command begins and no package ends.
      $0.preparation = "ulimit -n 8"
    },
    World(
      "a process whose files may hold a kilobyte",
      .stopped(World.Codes(doctor: 0, dryRun: 0, nightly: 73, close: 73, export: 73)) { world in
        world.preparation = "ulimit -f 10240"
      }
    ) {
      $0.preparation = "ulimit -f 1"
    },
  ]

  /// What lies where the exports go.
  static let folders = [
    World(
      "a folder of exports that cannot be made",
      .stopped(World.Codes(doctor: 73, dryRun: 0, nightly: 73, close: 73, export: 73)) { world in
        world.environment["EXPORTS_FOLDER"] = nil
      }
    ) {
      $0.environment["EXPORTS_FOLDER"] = "/proc/exports"
    },
    World(
      "another lab's package where this lab's goes",
      .refused(.everything(73)) { world in
        let adopted = try world.run(["exports", "adopt", "2025-01", "--reason", "merged"])
        #expect(adopted.exitCode == 0, "\(adopted)")
      }
    ) { world in
      let package = try world.run(["export", "2025-01"])
      #expect(package.exitCode == 0, "\(package)")
      try world.lab.connection.forge("update billing_lab set lab_id = gen_random_uuid()")
    },
  ]
}
