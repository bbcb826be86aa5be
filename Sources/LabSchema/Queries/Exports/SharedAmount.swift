internal import Postgres

/// A record's discount split over the parts it came from or went to, in SQL: in proportion, in
/// whole minor units, by the largest remainder, so that the parts always sum to the whole.
enum SharedAmount {
  /// A query over `parts (record_id, place, whole, weight, …)` — the record, the part's place among
  /// its record's, the amount to split and the part's weight — that has all of its columns and
  /// `share` beside them.
  static func split(_ parts: Statement) -> Statement {
    """
    select quotas.*,
      (
        quotas.quota
          + case
            when row_number() over (
              partition by quotas.record_id order by quotas.remainder desc, quotas.place
            ) <= quotas.whole_units - sum(quotas.quota) over (partition by quotas.record_id)
            then 1 else 0
          end
      ) / 100 as share
    from (
      select weighed.*,
        coalesce(div(weighed.whole_units * weighed.weight_units, weighed.weights), 0) as quota,
        coalesce(mod(weighed.whole_units * weighed.weight_units, weighed.weights), 0) as remainder
      from (
        select parts.*, parts.whole * 100 as whole_units, parts.weight * 100 as weight_units,
          nullif(sum(parts.weight * 100) over (partition by parts.record_id), 0) as weights
        from (
          \(parts)
        ) parts
      ) weighed
    ) quotas
    """
  }
}
