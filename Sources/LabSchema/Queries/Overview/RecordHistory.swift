package import Billing
package import Postgres

/// What happened to a booking's billing at one time, and which run did it.
package struct RecordHistoryEntry: Equatable, Sendable {
  package enum Kind: String, StoredEnumeration {
    case drafted, removed, finalized, invoiced
    case creditNote = "credit_note"
    case debitNote = "debit_note"
    case payment
  }

  package let kind: Kind
  package let happenedAt: Instant
  /// The same moment in the billing time zone, such as `2025-01-16 06:30`.
  package let localTime: String
  package let runID: RunID
  package let job: String
  package let person: String?
  package let amount: Money
  /// The note's number, or the payment's reference.
  package let number: String?
  /// The note's reason, or how it was paid.
  package let note: String?
}

extension Connection {
  /// Everything that runs did to a booking's record, its notes and its payments, oldest first.
  package func recordHistory(
    ofBooking id: BookingID, timeZone: String
  ) throws -> [RecordHistoryEntry] {
    try query(
      """
      select h.kind, h.happened_at,
        to_char(h.happened_at at time zone \(timeZone), 'YYYY-MM-DD HH24:MI'), h.run_id, u.job,
        u.person, h.amount, h.number, h.note
      from (
        select e.event as kind, e.happened_at, e.run_id, e.final_amount as amount,
          null::text as number, null::text as note,
          array_position('{removed,drafted,finalized,invoiced}', e.event) as place
        from (\(Self.steps(ofBooking: id))) e
        union all
        select a.kind, a.created_at, a.run_id, a.amount, a.adjustment_number, a.reason, 5
        from billing_adjustments a
        join billing_records r on r.id = a.record_id
        where r.booking_id = \(id)
        union all
        select 'payment', p.created_at, p.run_id, p.amount, p.gateway_reference,
          concat_ws(', ', 'paid on ' || p.paid_on, p.method, 'fee ' || p.fee), 6
        from billing_payments p
        join billing_records r on r.id = p.record_id
        where r.booking_id = \(id)
      ) h
      join billing_runs u on u.run_id = h.run_id
      order by h.happened_at, h.run_id, h.place, h.number
      """
    ) { row in
      var column = 0
      return try RecordHistoryEntry(
        kind: row.next(&column), happenedAt: row.next(&column), localTime: row.next(&column),
        runID: row.next(&column), job: row.next(&column), person: row.nextIfAny(&column),
        amount: row.next(&column), number: row.nextIfAny(&column),
        note: row.nextIfAny(&column))
    }
  }

  /// The steps of a booking's record. One that was finalized in the step in which it was drafted has one
  /// event of both: no other is of the draft since the last one went.
  private static func steps(ofBooking id: BookingID) -> Statement {
    """
    with stored as (
      select e.event, e.happened_at, e.run_id, e.final_amount
      from billing_record_events e
      where e.booking_id = \(id)
    )
    select event, happened_at, run_id, final_amount from stored
    union all
    select \(word: RecordEventKind.drafted), f.happened_at, f.run_id, f.final_amount
    from stored f
    where f.event = \(word: RecordEventKind.finalized)
      and not exists (
        select
        from stored d
        where d.event = \(word: RecordEventKind.drafted)
          and d.happened_at > coalesce(
            (select max(g.happened_at) from stored g where g.event = \(word: RecordEventKind.removed)),
            '-infinity')
      )
    """
  }
}
