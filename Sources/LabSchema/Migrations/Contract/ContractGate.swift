internal import Billing
internal import Postgres

/// What has to hold before the contract, after which the app that was running before cannot write
/// any more.
struct ContractGate {
  let connection: Connection
  /// The version of the backfill that walks the bookings.
  let bookingsWalk: Int32

  /// Refuses while the app still writes bookings without a pet: those that have none, and those
  /// that a backfill gave one meanwhile. A booking that does not say when it was made, or says a day
  /// that has not come, counts as made since the last walk, if that walk has not seen it.
  ///
  /// - Throws: `MigrationError.appWritesOldWay`.
  func refuseOldWrites(within hours: Int) throws {
    guard hours > 0 else { return }
    let (ids, newest) = try connection.query(
      """
      with walk as (
        select last_id, newest_row_at
        from schema_backfills
        where version = \(bookingsWalk)
      ), without_pet as (
        select b.id,
          case
            when created.at <= now() + interval '1 hour' then created.at
            when b.id > coalesce((select last_id from walk), b.id) then now()
          end as made_at
        from bookings b
        cross join lateral (
          select coalesce(b.created_at, b.updated_at)::timestamptz as at
        ) created
        where b.pet_id is null
      ), recent as (
        select id, made_at
        from without_pet
        where made_at > now() - make_interval(hours => \(hours)::int)
      )
      select
        array(select id from recent order by id desc limit 10)::text[],
        greatest(
          (select max(made_at) from recent),
          (
            select newest_row_at
            from walk
            where newest_row_at > now() - make_interval(hours => \(hours)::int)
          ))
      """
    ) { row in
      (
        try row.decode(0, as: TextArray.self).elements,
        try row.decodeOptional(1, as: Instant.self)
      )
    }[0]
    guard let newest else { return }
    throw MigrationError.appWritesOldWay(newest: newest, bookings: ids, quietHours: hours)
  }

  /// Refuses bookings that no backfill can give a pet.
  ///
  /// - Throws: `MigrationError.bookingsWithoutPet`.
  func refuseNobodysBookings() throws {
    try refuse(
      where: "b.pet_id is null and not exists (select from users u where u.id = b.user_id)")
  }

  /// Refuses any booking without a pet, after the last walk.
  ///
  /// - Throws: `MigrationError.bookingsWithoutPet`.
  func refuseBookingsWithoutPet() throws {
    try refuse(where: "b.pet_id is null")
  }

  private func refuse(where condition: Statement) throws {
    let (count, ids) = try connection.query(
      """
      select count(*),
        array(select b.id from bookings b where \(condition) order by b.id limit 10)::text[]
      from bookings b
      where \(condition)
      """
    ) { row in (try row.int(0), try row.decode(1, as: TextArray.self).elements) }[0]
    guard count == 0 else { throw MigrationError.bookingsWithoutPet(count: count, ids) }
  }
}
