internal import Postgres

/// How a moment that a person wrote becomes one, and how one is shown: by the lab's own clock.
enum MomentSQL {
  /// - Parameters:
  ///   - text: as ``ColumnValue`` leaves it.
  ///   - zone: whose clock tells it where it has no offset.
  static func moment(_ text: String, zone: String) -> Statement {
    hasOffset(text)
      ? "cast(\(text)::text as timestamptz)"
      : "(cast(\(text)::text as timestamp) at time zone \(zone))"
  }

  /// The same of a text in a column.
  static func moment(ofText column: String, zone: String) -> Statement {
    """
    case
      when \(unescaped: column) ~ '[+-][0-9]{2}(:[0-9]{2}){0,2}$' then \(unescaped: column)::timestamptz
      else \(unescaped: column)::timestamp at time zone \(zone)
    end
    """
  }

  private static func hasOffset(_ text: String) -> Bool {
    text.dropFirst(10).contains { $0 == "+" || $0 == "-" }
  }

  /// A column as a person reads it.
  static func text(of column: Column, in alias: String, zone: String) -> Statement {
    column.type == .instant
      ? text("\(alias).\(column.name)", zone: zone)
      : "\(unescaped: alias).\(unescaped: column.name)::text"
  }

  /// A moment as ``moment(_:zone:)`` takes it, to its last digit: `2025-01-31 09:30:00+05:30`.
  ///
  /// - Parameters:
  ///   - column: an expression.
  ///   - zone: a time zone's name, as a parameter.
  static func text(_ column: String, zone: String) -> Statement {
    text(ofMoment: "\(unescaped: column)::timestamptz", zone: zone)
  }

  /// The same of any moment.
  static func text(ofMoment moment: Statement, zone: String) -> Statement {
    """
    (
      select case
        when isfinite(t.moment) then
          rtrim(rtrim(to_char(t.moment at time zone t.zone, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.')
            || case when o.east >= interval '0' then '+' else '-' end
            || to_char(greatest(o.east, -o.east), 'HH24:MI')
        else t.moment::text
      end
      from (select \(moment) as moment, \(zone)::text as zone) t
      cross join lateral (
        select (t.moment at time zone t.zone) - (t.moment at time zone 'UTC') as east
      ) o
    )
    """
  }
}
