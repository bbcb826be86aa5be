import LabSchema
import Postgres
import TestLab
import Testing

/// What the database holds is not as it was made.
extension Worlds {
  /// What holds the job's promises in the database is not as it was made.
  static let protections = [
    World(
      "a trigger that somebody switched off",
      .refused(
        World.Codes(doctor: 78, dryRun: 0, nightly: 0, close: 65, export: 0)
      ) { world in
        try world.sql(
          "alter table billing_records enable always trigger billing_records_check_updated")
        // The night before, by the business date, is long ago by doctor's clock.
        world.environment["CHECKS_MAX_GAP_DAYS"] = "0"
      }
    ) { world in
      try world.sql("alter table billing_records disable trigger billing_records_check_updated")
    },
    World(
      "a closed month that no run closed",
      .refused(
        World.Codes(doctor: 70, dryRun: 70, nightly: 70, close: 70, export: 0)
      ) { world in
        try world.lab.connection.forge("delete from billing_periods")
      }
    ) { world in
      try world.lab.connection.forge(
        """
        insert into billing_runs (job, business_date, state, finished_at)
        values ('payments', '2025-01-01', 'succeeded', now());
        insert into billing_periods (period, state, closed_at, closed_by_run_id)
        values ('2024-12', 'closed', now(), 1)
        """)
    },
  ]

  /// Tables that are not as they were.
  static let schemas = [
    World(
      "a view in place of a table of the app's",
      .refused(.everything(78)) { world in
        try world.sql("drop view offers; alter table offers_of_all_labs rename to offers")
      }
    ) { world in
      try world.sql(
        """
        alter table offers rename to offers_of_all_labs;
        create view offers as select * from offers_of_all_labs where id > 100
        """)
    },
    World("a trigger of the app's that outlasts the user's statement_timeout", .works()) { world in
      let login = try LabLogin.biller(world.lab)
      try world.sql(
        """
        alter role \(login.name) set statement_timeout = '20ms';
        create function linger() returns trigger language plpgsql as
          'begin perform pg_sleep(0.05); return new; end';
        create trigger linger before insert or update on billing_records
          for each row execute function linger()
        """)
      world.log(in: login)
    },
  ]
}
