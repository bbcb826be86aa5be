import Postgres
import TestLab
import Testing

/// What an app puts on its tables by itself: triggers that change, refuse and swallow what is written,
/// and policies that hide rows.
@Suite("Adopting an app of SQLAlchemy with triggers and row-level security")
struct GuardedAppTests {
  private let app: LabApp
  private let connection: Connection

  init() throws {
    app = try LabApp("made=tests.updated_at")
    try app.run("create", "fill")
    connection = try app.database.connect()
    try connection.run(script: "set role \(app.owner)")
  }

  @Test(
    "where triggers touch its rows and policies hide them, it is adopted by an owner who sees all rows"
  )
  func touchedAndSecured() throws {
    try connection.run(
      script: """
        create function touch() returns trigger language plpgsql as $$
        begin
          new.updated_at := now();
          return new;
        end
        $$;
        create trigger touch before insert or update on bookings
          for each row execute function touch();
        create trigger touch before update on tests for each row execute function touch();
        """)
    for table in ["users", "addresses", "categories", "tests", "bookings", "booking_items"] {
      let rows = table == "bookings" ? "user_id = current_setting('lab.user', true)::int" : "true"
      try connection.run(
        script: """
          alter table \(table) enable row level security, force row level security;
          create policy app on \(table) using (\(rows));
          """)
    }
    let superuser = try app.database.connect()
    let kept = try app.keptRows(superuser)
    for command in ["plan", "apply"] {
      let refused = try app.jobrunner("migrate", command)
      #expect(refused.exitCode == 77)
      #expect(refused.standardError.contains("bookings"), "\(refused.standardError)")
      #expect(refused.standardError.contains("alter role \(app.owner) bypassrls"))
    }
    #expect(try kept.lost(superuser) == [])

    try superuser.run(script: "alter role \(app.owner) bypassrls")
    try app.adoptAsItStands(isTouched: true)
    let left = try superuser.query(
      """
      select (select count(*) from pg_policy), count(*) from pg_trigger where tgname = 'touch'
      """
    ) { [try $0.int(0), try $0.int(1)] }
    #expect(left == [[6, 2]])
  }
}
