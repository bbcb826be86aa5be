package import Billing
package import Postgres

extension TieOut {
  /// Reads the tie-out of a month or a day. Inside a repeatable-read transaction its checks are of
  /// one moment.
  package static func read(
    _ scope: BillingScope, terms: OutcomeTerms, over connection: Connection
  ) throws -> TieOut {
    try read(ScopeSet(scope), terms: terms, over: connection)[scope]!
  }

  /// The same of each scope of the set.
  package static func read(
    _ set: ScopeSet, terms: OutcomeTerms, over connection: Connection
  ) throws -> [BillingScope: TieOut] {
    let reader = TieOutReader(connection: connection, set: set, terms: terms)
    let parts = [
      try reader.bookings(), try reader.amounts(), try reader.series(), try reader.notes(),
      try reader.payments(),
    ]
    return Dictionary(
      uniqueKeysWithValues: set.scopes.map { scope in
        (scope, TieOut(checks: parts.flatMap { $0[scope] ?? [] }))
      })
  }
}

extension ExportReader {
  /// The tie-out of each scope of the set.
  package func tieOuts(_ set: ScopeSet) throws -> [BillingScope: TieOut] {
    try TieOut.read(set, terms: terms, over: connection)
  }
}

private struct TieOutReader {
  let connection: Connection
  let set: ScopeSet
  let terms: OutcomeTerms

  /// Checks by the scope they are of.
  typealias Checks = [BillingScope: [TieOut.Check]]

  /// Makes each scope's checks of its row, or of none where nothing happened in it.
  ///
  /// - Parameter statement: selects the scope's first date, and two values after it.
  private func pairs<Value: PostgresDecodable & Sendable>(
    _ none: Value, _ statement: Statement, _ checks: (Value, Value) -> [TieOut.Check]
  ) throws -> Checks {
    var pairs: [BillingScope: (Value, Value)] = [:]
    try connection.forEach(statement) { row in
      pairs[set.scope(try row.decode(0))] = (try row.decode(1), try row.decode(2))
    }
    var all: Checks = [:]
    for scope in set.scopes {
      let pair = pairs[scope] ?? (none, none)
      all[scope] = checks(pair.0, pair.1)
    }
    return all
  }

  /// Each outcome is counted by what makes it so, the quarantined ones by their findings. Whether a
  /// run has looked at all that it was to bill is asked where it decides
  /// (`unaccountedBookings(in:terms:)`).
  func bookings() throws -> Checks {
    try pairs(
      0,
      """
      select \(set.firstOfBooking) as first_date,
        count(*),
        count(r.booking_id)
          + count(*) filter (where r.booking_id is null and \(terms.isExcluded))
          + count(*) filter (
            where r.booking_id is null
              and (\(terms.isExcluded)) is not true
              and (
                (\(terms.isBillable)) is not true or not \(OutcomeTerms.hasQuarantine)
              )
          )
          + count(*) filter (
            where r.booking_id is null and \(terms.isBillable) and \(OutcomeTerms.hasQuarantine)
          )
      from \(terms.bookings(of: set))
      left join billing_records r on r.booking_id = b.id
      where \(terms.holds(set))
      group by first_date
      """
    ) { total, accounted in
      [TieOut.Check(TieOut.bookings, .counts(expected: total, actual: accounted))]
    }
  }

  func amounts() throws -> Checks {
    try pairs(
      Money.zero,
      """
      select \(set.firstOfRecord) as first_date,
        coalesce(\(unescaped: Amounts.total { "sum(r.\($0.column))" }), 0),
        coalesce(sum(r.final_amount), 0)
      from billing_records r
      where \(set.holdsRecord)
      group by first_date
      """
    ) { expected, actual in
      [TieOut.Check(TieOut.amounts, .amounts(expected: expected, actual: actual))]
    }
  }

  /// Two checks for each number series that the scope's documents are in, up to the last of them: so
  /// what is numbered later does not change the package of an old month. The first counts documents
  /// and the second different numbers: a gap, a duplicate, both at once, or a number beyond the
  /// series' own count breaks one of them.
  func series() throws -> Checks {
    var checks: Checks = [:]
    try connection.forEach(
      """
      \(SeriesSQL.documents(of: set))
      select s.kind, s.fiscal_year, passed.count, counted.documents + passed.count,
        counted.numbers + passed.count, here.last - counted.first + 1,
        here.last - counted.first + 1
          -- Where the series stands, beside the last number that was given in it at all.
          + s.last_sequence
          - greatest(
            (
              select max(r.invoice_sequence)
              from billing_records r
              where r.invoice_series_id = s.series_id
            ),
            (select max(a.sequence) from billing_adjustments a where a.series_id = s.series_id),
            (
              select max(v.last_sequence)
              from billing_series_advances v
              where v.series_id = s.series_id
            )
          ),
        case
          when exists (
            select
            from billing_number_series earlier
            where earlier.kind = s.kind
              and earlier.fiscal_year = s.fiscal_year
              and earlier.series_id < s.series_id
          )
          then s.number_format
        end,
        here.first_date
      from here
      join counted on counted.series_id = here.series_id and counted.last = here.last
      join billing_number_series s on s.series_id = here.series_id
      -- What was passed over between the first document and the scope's last.
      cross join lateral (
        \(SeriesSQL.passedOver(
          in: "s.series_id",
          where: "v.last_sequence < here.last and v.first_sequence > counted.first"))
      ) passed
      order by s.kind, s.fiscal_year, s.series_id
      """
    ) { row in
      checks[set.scope(try row.decode(8)), default: []] += try Self.seriesChecks(row)
    }
    return checks
  }

  private static func seriesChecks(_ row: borrowing Row) throws -> [TieOut.Check] {
    let kind = try row.decode(0, as: NumberSeriesKind.self)
    // The year's first series is named by its year; one that goes on from it, by its format too.
    let format = try row.optionalString(7).map { " (\($0))" } ?? ""
    let name = "\(kind.documents) \(try row.string(1))\(format)"
    let passedOver = try row.int(2) > 0
    let (documents, numbers) = (try row.int(3), try row.int(4))
    let (span, counted) = (try row.int(5), try row.int(6))
    return [
      TieOut.Check(
        TieOut.issued(name, passedOver: passedOver), .counts(expected: span, actual: documents)),
      TieOut.Check(TieOut.once(name), .counts(expected: counted, actual: numbers)),
    ]
  }

  /// A record with its notes comes to what the last of them explains. Only where there are notes.
  func notes() throws -> Checks {
    let explanation = ExplanationSQL("a.pricing_after")
    var checks: Checks = [:]
    try connection.forEach(
      """
      select \(set.firstOfRecord) as first_date, sum(\(Balance.due)), sum(last.final)
      from billing_records r
      \(ExportReader.settlements)
      join lateral \(NoteSQL.last("\(explanation.amount(.final)) as final"))
        on last.final is not null
      where \(set.holdsRecord)
        and r.id in (select note.record_id from billing_adjustments note)
      group by first_date
      """
    ) { row in
      checks[set.scope(try row.decode(0))] = [
        TieOut.Check(
          TieOut.notes, .amounts(expected: try row.decode(2), actual: try row.decode(1)))
      ]
    }
    return checks
  }

  /// More than was due can come in, and a credit note after the payment leaves a refund to be made:
  /// neither is a fault. What cannot be is a record that is marked paid and was not, and one that
  /// was and is not marked. A debit note after the payment leaves a paid record outstanding.
  func payments() throws -> Checks {
    try pairs(
      0,
      """
      select \(set.firstOfRecord) as first_date,
        count(*) filter (
          where \(RecordSQL.has(.paid))
            and paid.amount < r.final_amount - (
              select coalesce(sum(a.amount), 0)
              from billing_adjustments a
              where a.record_id = r.id and a.kind = \(word: AdjustmentKind.creditNote)
            )
        ),
        count(*) filter (
          where \(RecordSQL.has(.invoiced))
            and (paid.amount > 0 or adjusted.amount <> 0)
            and paid.amount >= \(Balance.due)
        )
      from billing_records r
      \(ExportReader.settlements)
      where \(set.holdsRecord)
        -- Nothing is wrong with an invoice on which nothing happened.
        and (
          \(RecordSQL.has(.paid))
          or r.id in (select p.record_id from billing_payments p)
          or r.id in (select note.record_id from billing_adjustments note)
        )
      group by first_date
      """
    ) { paidUnpaid, unmarked in
      [
        TieOut.Check(TieOut.paidUnpaid, .counts(expected: 0, actual: paidUnpaid)),
        TieOut.Check(TieOut.unmarked, .counts(expected: 0, actual: unmarked)),
      ]
    }
  }
}
