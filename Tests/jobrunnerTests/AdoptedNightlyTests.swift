import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("The nightly run on an adopted database")
struct AdoptedNightlyTests: BeginsEmpty {
  let lab: EmptyLab
  private let folder: String

  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-test-\(UUID().uuidString)").path
    lab = try EmptyLab(["EXPORTS_FOLDER": folder, "MIGRATIONS_CONTRACT_QUIET_HOURS": "0"])
  }

  private func records() throws -> [String] {
    try connection.query(
      """
      select booking_id || ' ' || final_amount || ' ' || billing_date || ' ' || status || ' '
        || fingerprint || ' ' || xmin
      from billing_records
      order by booking_id
      """
    ) { try $0.string(0) }
  }

  @Test("refuses a database that was not adopted, and says what to run")
  func notAdopted() throws {
    try ExistingApp().createTables(connection)
    let refused = try run("nightly", "--business-date", "2025-01-20")
    #expect(refused.exitCode == 78)
    #expect(refused.standardError.contains("jobrunner migrate plan"))
  }

  @Test(
    "bills the same before the contract and after it", arguments: ["double precision", "numeric"])
  func beforeAndAfter(money: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var app = ExistingApp()
    app.money = money
    try app.createTables(connection)
    try app.fill(connection, bookings: 3000)
    #expect(try run("migrate", "apply").exitCode == 0)
    let before = try run("nightly", "--business-date", "2025-01-20")
    #expect(before.exitCode == 1, "\(before.standardError)")

    // Restated by hand: completed, dated, of a user that exists, with an item, at the test's price.
    let expected = try connection.query(
      """
      select b.id || ' ' || sum(coalesce(t.discounted_price, t.price)::numeric(12, 2))
      from bookings b
      join users u on u.id = b.user_id
      join booking_items i on i.booking_id = b.id
      join tests t on t.id = i.test_id
      where lower(b.status) = 'completed'
        and (b.booking_date at time zone 'UTC' at time zone 'Asia/Kolkata')::date <= '2025-01-19'
      group by b.id
      order by b.id
      """
    ) { try $0.string(0) }
    let billed = try connection.query(
      "select booking_id || ' ' || final_amount from billing_records order by booking_id"
    ) { try $0.string(0) }
    #expect(billed == expected)
    #expect(billed.count > 500)
    // Nobody can be billed for a booking whose user is gone.
    let unbillable = try connection.query(
      "select id::text from bookings where user_id > 1000000 and lower(status) = 'completed' order by bookings.id"
    ) { try $0.string(0) }
    let found = try connection.query(
      """
      select f.booking_id::text
      from billing_findings f
      join bookings b on b.id = f.booking_id and b.user_id > 1000000
      where f.kind = 'no_user'
      order by f.booking_id
      """
    ) { try $0.string(0) }
    #expect(found == unbillable && !found.isEmpty)

    let records = try records()
    try connection.run(
      script: """
        delete from booking_items i using bookings b
        where b.id = i.booking_id and b.pet_id is null;
        delete from bookings where pet_id is null;
        """)
    let contract = try run("migrate", "apply", "--contract")
    #expect(contract.exitCode == 0, "\(contract.standardError)")
    let after = try run("nightly", "--business-date", "2025-01-20")
    #expect(after.exitCode == 0, "\(after.standardError)")
    #expect(try self.records() == records)
  }

  @Test("bills, numbers and exports as a user who is only in the biller's role")
  func asBiller() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 600)
    #expect(try run("migrate", "apply").exitCode == 0)
    let (prefix, user) = (database.name, "\(database.name)_cron")
    #expect(try run("migrate", "roles", "--prefix", prefix).exitCode == 0)
    try connection.run(script: "create role \(user) login; grant \(prefix)_biller to \(user)")
    defer {
      let names = ([user] + LabRoles(prefix: prefix).names).joined(separator: ", ")
      #expect(throws: Never.self) {
        try connection.run(
          script: """
            reassign owned by \(names) to current_user;
            drop owned by \(names);
            drop role \(names)
            """)
      }
    }
    let url = database.url.replacing(/user=[a-z]+/, with: "user=\(user)")
    let night = try JobrunnerProgram.run(
      ["nightly", "--business-date", "2025-01-20"],
      environment: environment.merging(["DATABASE_URL": url]) { _, new in new })
    #expect(night.exitCode == 1, "\(night.standardError)")
    #expect(
      try connection.query(
        "select count(*) > 100 and count(*) = count(invoice_number) from billing_records"
      ) { try $0.bool(0) } == [true])
    #expect(FileManager.default.fileExists(atPath: folder + "/2025-01/manifest.json"))
  }

  /// What an app's team has made of the plan, in SQLAlchemy's spelling, and filled.
  private static let begunApp = """
    alter table booking_items add column quantity integer, add column unit_price double precision;
    update booking_items set quantity = 1 + id % 2, unit_price = 100 + id % 7 * 12.25;
    create table pets (
      id serial not null, user_id integer not null, name varchar not null, species varchar not null,
      age_years double precision, primary key (id), foreign key (user_id) references users (id)
    );
    create index ix_pets_user_id on pets (user_id);
    insert into pets (user_id, name, species, age_years) select id, 'Rex', 'Dog', 0.25 from users;
    create table offers (
      id serial not null, name varchar not null, discount_type varchar not null,
      discount_value double precision not null, start_date date not null, end_date date not null,
      is_active boolean, applicable_tests json, minimum_order_value double precision,
      updated_at timestamp, primary key (id), unique (name)
    );
    insert into offers (name, discount_type, discount_value, start_date, end_date, is_active)
    values
      ('Opening', 'percentage', 10, '2025-01-01', '2025-12-31', true),
      ('By code', 'fixed_amount', 25.5, '2025-01-01', '2025-12-31', true);
    create table coupons (
      id serial not null, code varchar not null, offer_id integer, start_date timestamp not null,
      end_date timestamp not null, is_active boolean, max_uses integer, current_uses integer,
      max_uses_per_user integer, primary key (id), foreign key (offer_id) references offers (id)
    );
    create unique index ix_coupons_code on coupons (code);
    insert into coupons (code, offer_id, start_date, end_date, is_active, max_uses_per_user)
    values ('PAWS', 2, '2025-01-01', '2025-12-31', true, 1000);
    create table coupon_redemptions (
      id serial not null, coupon_id integer not null, booking_id integer not null,
      user_id integer not null, discount_amount double precision not null,
      redemption_date timestamp not null, primary key (id),
      foreign key (coupon_id) references coupons (id),
      foreign key (booking_id) references bookings (id), foreign key (user_id) references users (id)
    );
    create index ix_coupon_redemptions_coupon_id on coupon_redemptions (coupon_id);
    insert into coupon_redemptions (coupon_id, booking_id, user_id, discount_amount, redemption_date)
    select 1, b.id, b.user_id, 25.5, coalesce(b.booking_date, '2025-01-02')
    from bookings b join users u on u.id = b.user_id
    where b.id % 3 = 0;
    """

  @Test(
    "bills an app by what its team has made of the plan: prices, quantities, offers and coupons")
  func begun() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 1200)
    try connection.run(script: Self.begunApp)
    let plan = try run("migrate", "plan")
    #expect(plan.exitCode == 0, "\(plan.standardError)")
    #expect(plan.standardOutput.contains("0003_p0_expand_pets (the app's own, completed)"))
    #expect(plan.standardOutput.contains("-- taken: column pets.name: character varying; not null"))
    #expect(!plan.standardOutput.contains("create table pets"))
    let apply = try run("migrate", "apply")
    #expect(apply.exitCode == 0, "\(apply.standardError)")
    let verify = try run("migrate", "verify")
    #expect(verify.exitCode == 0, "\(verify.standardOutput)")
    let status = try run("migrate", "status")
    #expect(status.standardOutput.contains(/0016_p1_expand_offers +p1 +adopted/))
    #expect(
      try connection.query("select count(*) filter (where name <> 'Rex') from pets") {
        try $0.int(0)
      }
        == [0], "every user had a pet")

    let night = try run("nightly", "--business-date", "2025-01-20")
    #expect(night.exitCode == 1, "\(night.standardError)")
    // Restated by hand: a coupon replaces the offer, and either is at most the lines.
    let expected = try connection.query(
      """
      with base as (
        select b.id, sum(i.quantity * i.unit_price::numeric(10, 2)) as amount
        from bookings b
        join users u on u.id = b.user_id
        join booking_items i on i.booking_id = b.id
        where lower(b.status) = 'completed'
          and (b.booking_date at time zone 'UTC' at time zone 'Asia/Kolkata')::date <= '2025-01-19'
        group by b.id
      )
      select id || ' ' || amount || ' '
        || case when id % 3 = 0 then 25.50 else round(amount / 10, 2) end
      from base
      order by base.id
      """
    ) { try $0.string(0) }
    let billed = try connection.query(
      """
      select booking_id || ' ' || base_amount || ' ' || discount_amount
      from billing_records
      order by booking_id
      """
    ) { try $0.string(0) }
    #expect(billed == expected)
    #expect(billed.count > 200)
  }
}
