import Foundation
package import Postgres

/// A way in which an app may keep what the plan says that it has, made of the plain ``ExistingApp``
/// after its tables were filled: a night has to bill it as it bills the plain one.
package struct AppVariant: Sendable, CustomStringConvertible {
  package let description: String
  /// What makes it of the plain app.
  let change: String
  /// What the plain app loses as well, so that both know the same.
  var loss = ""

  /// Whether the app writes the names of an enumeration's members.
  package var namesWords = false

  package var losesNothing: Bool { loss.isEmpty }

  /// Makes the app's tables, filled, in this way; or plainly, with the same loss.
  ///
  /// - Parameter preparing: what is done to the plain tables before.
  package func make(
    _ connection: Connection, bookings: Int, plainly: Bool = false, preparing: String = ""
  ) throws {
    let app = ExistingApp()
    try app.createTables(connection)
    try app.fill(connection, bookings: bookings)
    for script in [preparing, plainly ? loss : change] where !script.isEmpty {
      try connection.run(script: script)
    }
  }

  /// An app that does all of it.
  package static func combined(_ variants: AppVariant...) -> AppVariant {
    AppVariant(
      description: variants.map(\.description).joined(separator: ", "),
      change: variants.map(\.change).joined(separator: "\n"),
      loss: variants.map(\.loss).filter { !$0.isEmpty }.joined(separator: "\n"),
      namesWords: variants.contains(where: \.namesWords))
  }

  package static let all = [
    citext, domains, enumerations, bigIDs, smallIDs, domainIDs, onlyWhatIsNeeded, onlyWhatIsBilled,
    planByName, planByChecks,
  ]

  package static let citext = AppVariant(
    description: "citext, in a schema of its own",
    change: """
      create schema extensions;
      create extension citext schema extensions;
      \(retype("extensions.citext", texts))
      """)

  package static let domains = AppVariant(
    description: "domains over texts, numbers and timestamps",
    change: """
      create domain short_text as varchar(200);
      create domain label as short_text check (value <> '');
      create domain amount as numeric(12, 2) check (value >= 0);
      create domain moment as timestamp;
      \(retype("label", texts))
      \(retype("amount", ["tests.price", "tests.discounted_price"]))
      \(retype("moment", ["bookings.booking_date", "bookings.created_at", "users.created_at"]))
      """)

  /// SQLAlchemy's Enum stores the name of a member, and not its value.
  package static let enumerations = AppVariant(
    description: "enumerations by name",
    change: """
      create type bookingstatus as enum ('PENDING', 'COMPLETED', 'CANCELLED');
      create type userrole as enum ('USER', 'ADMIN', 'TECHNICIAN', 'CUSTOMER');
      alter table bookings alter column status type bookingstatus
        using upper(status::text)::bookingstatus;
      alter table users alter column role type userrole using role::text::userrole;
      update users set role = 'CUSTOMER' where id % 2 = 0;
      """,
    namesWords: true)

  package static let bigIDs = AppVariant(
    description: "bigint ids", change: retype("bigint", ids + ["tests.report_time_hours"]))

  package static let smallIDs = AppVariant(
    description: "smallint ids where they fit",
    change: """
      -- What is no user's does not fit either.
      alter table bookings drop constraint bookings_user_id_fkey;
      update bookings set user_id = 32000 where user_id > 32000;
      \(retype("smallint", ids + ["tests.report_time_hours", "tests.price"]))
      """,
    loss: """
      alter table bookings drop constraint bookings_user_id_fkey;
      update bookings set user_id = 32000 where user_id > 32000;
      update tests set price = price::smallint;
      """)

  package static let domainIDs = AppVariant(
    description: "ids of domains",
    change: """
      create domain key as bigint;
      create domain small_key as integer check (value > 0);
      \(retype("key", ids.filter { $0.hasPrefix("booking") }))
      \(retype("small_key", ids.filter { !$0.hasPrefix("booking") }))
      """)

  package static let onlyWhatIsNeeded = AppVariant(
    description: "no column that nothing reads",
    change: """
      drop table addresses;
      alter table users drop column phone, drop column email, drop column hashed_password,
        drop column is_active, drop column is_superuser, drop column is_verified,
        drop column created_at;
      alter table tests drop column description, drop column sample_type, drop column is_active,
        drop column created_at;
      alter table bookings drop column address, drop column address_link;
      """)

  package static let onlyWhatIsBilled = AppVariant(
    description: "no column that can be left empty",
    change: """
      alter table addresses drop column user_id;
      alter table users drop column full_name, drop column role, drop column is_superuser;
      alter table tests drop column discounted_price, drop column report_time_hours;
      alter table bookings drop column created_at, drop column updated_at;
      """,
    loss: """
      update users set full_name = null;
      update tests set discounted_price = null, report_time_hours = null;
      """)

  /// The plan's tables made by the app, with SQLAlchemy's Enum as a type of the server's, wide ids and
  /// no default but in Python.
  package static let planByName = AppVariant(
    description: "the plan's tables with enumerations by name",
    change: """
      create type species as enum ('DOG', 'CAT', 'UNKNOWN');
      create type staffrole as enum ('ADMIN', 'COLLECTOR', 'LAB_TECH', 'ANALYST', 'GROOMER');
      create type reportstatus as enum ('PENDING', 'GENERATED', 'VERIFIED', 'DELIVERED');
      create type itemstatus as enum ('COMPLETED', 'PENDING', 'COLLECTED');
      create type discounttype as enum ('PERCENTAGE', 'FIXED_AMOUNT');
      create type recordstatus as enum ('DRAFT', 'FINALIZED', 'INVOICED', 'PAID');
      \(plan([
        "id": "bigserial", "key": "bigint", "name": "varchar", "species": "species",
        "role": "staffrole", "report": "reportstatus", "item": "itemstatus",
        "discount": "discounttype", "record": "recordstatus", "money": "double precision",
        "code": "varchar",
      ]))
      """,
    namesWords: true)

  /// The same with texts of a length that a check, or a domain's, holds to the names; with citext, and
  /// domains over numbers.
  package static let planByChecks = AppVariant(
    description: "the plan's tables with checked texts by name",
    change: """
      create schema if not exists extensions;
      create extension if not exists citext schema extensions;
      create domain plan_key as integer check (value > 0);
      create domain plan_amount as numeric(12, 2) check (value >= 0);
      create domain report_status as varchar(9)
        check (value in ('PENDING', 'GENERATED', 'VERIFIED', 'DELIVERED'));
      create domain role_name as text;
      create type kind as enum ('PERCENTAGE', 'FIXED_AMOUNT');
      create domain discount_kind as kind;
      \(plan([
        "id": "serial", "key": "plan_key", "name": "varchar(40)",
        "species": "varchar(7) check (species in ('DOG', 'CAT', 'UNKNOWN'))",
        "role": "role_name check (role in ('ADMIN', 'COLLECTOR', 'LAB_TECH', 'ANALYST'))",
        "report": "report_status",
        "item": "varchar(10) check (status in ('PENDING', 'COLLECTED', 'PROCESSING', 'COMPLETED'))",
        "discount": "discount_kind",
        "record": "report_status",
        "money": "plan_amount", "code": "extensions.citext",
      ]))
      """,
    namesWords: true)

  /// What an app makes of the plan that billing reads or writes.
  private static func plan(_ types: [String: String]) -> String {
    types.reduce(
      """
      create table pets (
        id {id} primary key, user_id {key} not null references users (id), name {name} not null,
        species {species} not null, created_at timestamp
      );
      create table staff (
        id {id} primary key, name {name} not null, phone {code} not null unique, email {code} unique,
        hashed_password varchar not null, role {role} not null, is_active boolean
      );
      create table test_batch_groups (id {id} primary key, booking_id {key} not null);
      create table test_reports (
        id {id} primary key, booking_item_id {key} not null unique references booking_items (id),
        pet_id {key} not null references pets (id), test_id {key} not null, batch_group_id {key},
        status {report} not null
      );
      alter table booking_items add column quantity integer default 1, add column unit_price {money},
        add column status {item};
      create table offers (
        id {id} primary key, name {code} not null unique, discount_type {discount} not null,
        discount_value {money} not null, start_date date not null, end_date date not null,
        is_active boolean, applicable_tests json, minimum_order_value {money}
      );
      create table coupons (
        id {id} primary key, code {code} not null unique, offer_id {key} references offers (id),
        start_date timestamp not null, end_date timestamp not null, is_active boolean,
        max_uses_per_user integer
      );
      create table coupon_redemptions (
        id {id} primary key, coupon_id {key} not null references coupons (id),
        booking_id {key} not null references bookings (id), user_id {key} not null,
        discount_amount {money} not null, redemption_date timestamp not null
      );
      create table distance_pricing_configs (
        id {id} primary key, base_charge {money} not null, charge_per_km {money} not null,
        max_free_distance_km {money} not null, effective_from date not null, effective_until date,
        is_active boolean
      );
      create table billing_records (
        id {id} primary key, booking_id {key} not null references bookings (id),
        user_id {key} not null, test_ids json, base_amount {money}, final_amount {money},
        billing_date date, billing_period varchar, status {record} not null,
        invoice_number {code} unique, invoice_date timestamp, paid_date timestamp
      );
      """
    ) { $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value) }
  }

  private static let texts = [
    "users.phone", "users.email", "users.full_name", "users.role", "categories.name", "tests.name",
    "tests.sample_type", "bookings.status", "bookings.address",
  ]

  /// The plain app's serial ids and what refers to them.
  private static let ids = [
    "users.id", "addresses.id", "addresses.user_id", "categories.id", "tests.id",
    "tests.category_id", "bookings.id", "bookings.user_id", "booking_items.id",
    "booking_items.booking_id", "booking_items.test_id",
  ]

  private static func retype(_ type: String, _ columns: [String]) -> String {
    columns.map { column in
      let parts = column.split(separator: ".")
      return "alter table \(parts[0]) alter column \(parts[1]) type \(type);"
    }.joined(separator: "\n")
  }
}
