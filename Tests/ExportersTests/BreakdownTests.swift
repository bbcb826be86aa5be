import Billing
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

/// The same figures are worked out by SQL of this test's own, for the month and for each day.
@Suite("Tests, discounts and visits of a month and its days")
struct BreakdownTests {
  private let lab: ExportLab
  private let breakdowns: [BillingScope: ScopeBreakdown]

  init() throws {
    lab = try ExportLab()
    try lab.connection.run(script: Self.catalogue)
    try lab.connection.forge(Self.explanations)
    let lab = lab
    breakdowns = try lab.connection.onSnapshot(.readOnly) {
      try ExportReader(
        lab.connection, scope: .period(ExportLab.period), terms: lab.settings().terms
      ).breakdowns()
    }
  }

  private static let scopes: [BillingScope] =
    [.period(ExportLab.period)] + BillingScope.period(ExportLab.period).dates.map { .day($0) }

  /// Of records `r`.
  private func condition(_ scope: BillingScope) -> String {
    switch scope {
    case .period(let period): "r.billing_period = '\(period)'"
    case .day(let date): "r.billing_date = '\(date)'"
    }
  }

  private func lines(_ sql: String, _ scope: BillingScope) throws -> [String] {
    try lab.connection.query(
      "\(unescaped: sql.replacing("CONDITION", with: condition(scope)))"
    ) { try $0.string(0) }
  }

  @Test("lines are added up by test, and each record's discount is shared out over its lines")
  func tests() throws {
    for scope in Self.scopes {
      let found = breakdowns[scope]!.tests.map { test in
        [
          test.categoryID.map { "\($0)" } ?? "-", test.category ?? "-", test.name ?? "-",
          "\(test.bookings)", "\(test.quantity)", "\(test.base)", "\(test.discount)",
        ].joined(separator: "|")
      }
      #expect(found == (try lines(Self.testsBySQL, scope)), "\(scope)")
    }
    #expect(breakdowns[Self.scopes[0]]!.tests.count == 7)
  }

  @Test("discounts are added up by source, and by offer and coupon")
  func discounts() throws {
    for scope in Self.scopes {
      let figures = breakdowns[scope]!.discounts
      let sources = figures.sources.map { "\($0.name)|\($0.records)|\($0.given)" }
      #expect(sources == (try lines(Self.sourcesBySQL, scope)), "\(scope)")
      let parts = figures.parts.map { part in
        [
          part.kind.rawValue, part.name, "\(part.uses)", "\(part.eligible)", "\(part.promised)",
          "\(part.given)", "\(part.mismatches)", "\(part.invalid)",
        ].joined(separator: "|")
      }
      #expect(parts == (try lines(Self.partsBySQL, scope)), "\(scope)")
    }
    #expect(breakdowns[Self.scopes[0]]!.discounts.parts.count == 4)
  }

  @Test("visits are added up by pricing and band")
  func distances() throws {
    for scope in Self.scopes {
      let found = breakdowns[scope]!.distances.map { figures in
        [
          figures.pricing.map { "\($0)" } ?? "-", Self.name(figures.band), "\(figures.visits)",
          "\(figures.distance.thousandths)", "\(figures.charge)",
        ].joined(separator: "|")
      }
      #expect(found == (try lines(Self.visitsBySQL, scope)), "\(scope)")
    }
    #expect(breakdowns[Self.scopes[0]]!.distances.count == 10)
  }

  private static func name(_ band: DistanceBand) -> String {
    switch band {
    case .noVisit: "none"
    case .free: "free"
    case .upTo(let bound): "to \(bound)"
    case .beyond(let bound): "over \(bound)"
    }
  }

  /// Two categories and two tests of one name, and a test that was renamed.
  private static let catalogue = """
    insert into categories (id, name) overriding system value
    values (901, 'Blood'), (902, 'Blood'), (903, 'Urine');
    insert into tests (id, name, category_id, price) overriding system value
    values
      (901, 'Count', 901, 100), (902, 'Count', 901, 100), (903, 'Sugar, new', 902, 100),
      (904, 'Albumin', 903, 100), (905, 'Loose', 903, 100), (906, 'Albumin', 903, 100);
    """

  /// One to four lines a record, of tests that may come twice; a discount of each source, and of none.
  private static let explanations = """
    update billing_records r
    set test_ids = lines.tests, base_amount = lines.base, discount_amount = lines.discount,
      final_amount = lines.base - lines.discount + r.distance_charge,
      issued_names = case when r.invoice_number is not null then
          jsonb_build_object('customer', 'A', 'tests', lines.names) end,
      pricing = jsonb_build_object(
        'lines', lines.lines,
        'discount', jsonb_build_object('source', lines.source),
        'offers', jsonb_build_array(
          jsonb_build_object('offer', r.id / 6 % 2 + 1, 'name', 'Offer ' || (r.id / 6 % 2) ||
              case when r.id % 5 = 0 then ' once' else '' end, 'verdict', 'applied',
            'gives', '33.34', 'eligible', '50.00'),
          jsonb_build_object('offer', 9, 'name', 'Not applied', 'verdict', 'below_minimum',
            'gives', '5.00', 'eligible', '50.00')),
        'redemptions', jsonb_build_array(
          jsonb_build_object('coupon', 'CODE1', 'amount', '10.01', 'expected', '10.01',
            'problems', '[]'::jsonb),
          jsonb_build_object('coupon', 'code2', 'amount', '7.77',
            'expected', case when r.id % 3 = 0 then '7.78' else '7.77' end,
            'problems', case when r.id % 7 = 0 then '["expired"]'::jsonb else '[]'::jsonb end))
      ) || case when r.id % 4 = 0 then '{}'::jsonb else jsonb_build_object(
        'distance', jsonb_build_object('config', 1 + r.id % 2, 'base_charge', '50.00',
          'per_km', '5.00', 'free_km', '3.000', 'km', (r.id * 1.7 % 60)::numeric(9, 3)::text))
      end
    from (
      select r.id, sum((line ->> 'amount')::numeric) as base,
        jsonb_agg(line order by n) as lines,
        jsonb_agg(distinct (line ->> 'test')::int) as tests,
        jsonb_agg(distinct jsonb_build_object(
          'id', t.id, 'name', case when t.id = 903 and r.id % 3 > 0 then 'Sugar' else t.name end,
          'category_id', t.category_id, 'category', c.name)) as names,
        case when r.id % 6 = 0 then 0 else least(sum((line ->> 'amount')::numeric), 12.35 + r.id) end
          as discount,
        case r.id % 6 when 1 then 'offer' when 2 then 'coupon' when 3 then 'coupon_and_offer'
          when 4 then 'coupon' when 5 then null else 'none' end as source
      from billing_records r
      cross join lateral (
        select n, jsonb_build_object('test', 901 + (r.id * 7 + n * n * 5) % 6,
          'quantity', 1 + (r.id + n) % 3,
          'amount', (10 + (r.id * 13 + n * 31) % 97 + 0.01 * ((r.id * n) % 100))::numeric(12, 2)::text
        ) as line
        from generate_series(1, 1 + r.id % 4) n
      ) made
      left join tests t on t.id = (line ->> 'test')::int
      left join categories c on c.id = t.category_id
      group by r.id
    ) lines
    where lines.id = r.id;
    -- A line whose test nobody names any more.
    update billing_records r set pricing = jsonb_set(pricing, '{lines,0,test}', '99999')
    where r.id = (select max(id) from billing_records where billing_period = '2025-01');
    """

  /// In a function of its own for each record: how much of an amount each weight gets.
  private static let shared = """
    select exact.*,
      floor(exact.exact)
        + (row_number() over (
            partition by exact.record_id order by exact.exact - floor(exact.exact) desc, exact.place
          ) <= exact.units - sum(floor(exact.exact)) over (partition by exact.record_id))::int as share
    from (
      select parts.*, parts.whole * 100 as units,
        parts.whole * 100 * parts.weight::numeric(30, 12)
          / sum(parts.weight) over (partition by parts.record_id) as exact
      from parts
    ) exact
    """

  private static let testsBySQL = """
    with parts as (
      select r.id as record_id, line.place, r.discount_amount as whole,
        (line.value ->> 'amount')::numeric as weight, (line.value ->> 'test')::int as test,
        (line.value ->> 'quantity')::int as quantity, r.invoice_sequence,
        coalesce(issued.category_id, t.category_id) as category_id,
        case when r.issued_names is null then c.name else issued.category end as category,
        case when r.issued_names is null then t.name else issued.name end as name
      from billing_records r
      cross join jsonb_array_elements(r.pricing -> 'lines') with ordinality as line (value, place)
      left join jsonb_to_recordset(r.issued_names -> 'tests')
        as issued (id int, name text, category_id int, category text)
        on issued.id = (line.value ->> 'test')::int
      left join tests t on t.id = (line.value ->> 'test')::int
        and t.id in (select value::int from jsonb_array_elements_text(r.test_ids))
      left join categories c on c.id = t.category_id
      where CONDITION
    ),
    shared as (\(shared)),
    named as (
      select distinct on (category_id, test) category_id, test, category, name, invoice_sequence
      from shared
      order by category_id, test, invoice_sequence desc nulls first, record_id desc
    ),
    categories_named as (
      select distinct on (category_id) category_id, category
      from named
      order by category_id, invoice_sequence desc nulls first, test
    )
    select concat_ws('|', coalesce(n.category_id::text, '-'), coalesce(c.category, '-'),
      coalesce(n.name, '-'), count(distinct s.record_id), sum(s.quantity), sum(s.weight),
      (sum(s.share) / 100)::numeric(12, 2))
    from shared s
    join named n on n.category_id is not distinct from s.category_id and n.test = s.test
    join categories_named c on c.category_id is not distinct from s.category_id
    group by n.category_id, c.category, n.name, n.test
    order by c.category nulls last, n.category_id, n.name nulls last, n.test
    """

  private static let sourcesBySQL = """
    select concat_ws('|', coalesce(pricing #>> '{discount,source}', 'not_recorded'), count(*),
      sum(discount_amount))
    from billing_records r
    where CONDITION and discount_amount > 0
    group by pricing #>> '{discount,source}'
    order by sum(discount_amount) desc, coalesce(pricing #>> '{discount,source}', 'not_recorded')
    """

  private static let partsBySQL = """
    with parts as (
      select r.id as record_id, 0 as place, r.discount_amount as whole, 33.34 as weight,
        'offer' as kind, offer ->> 'name' as name, (offer ->> 'offer')::int as offer,
        50.00 as eligible, 0 as mismatch, 0 as invalid, r.invoice_sequence
      from billing_records r
      cross join jsonb_array_elements(r.pricing -> 'offers') offer
      where CONDITION and r.pricing #>> '{discount,source}' like '%offer'
        and offer ->> 'verdict' = 'applied'
      union all
      select r.id, place, r.discount_amount, (redemption ->> 'amount')::numeric, 'coupon',
        redemption ->> 'coupon', null, r.base_amount,
        (redemption ->> 'expected' <> redemption ->> 'amount')::int,
        (redemption -> 'problems' <> '[]')::int, r.invoice_sequence
      from billing_records r
      cross join jsonb_array_elements(r.pricing -> 'redemptions') with ordinality as
        redemptions (redemption, place)
      where CONDITION and r.pricing #>> '{discount,source}' like 'coupon%'
    ),
    shared as (\(shared)),
    named as (
      select distinct on (kind, offer, case when offer is null then name end) kind, offer, name
      from shared
      order by kind, offer, case when offer is null then name end,
        invoice_sequence desc nulls first, record_id desc
    )
    select concat_ws('|', n.kind, n.name, count(*), sum(s.eligible)::numeric(12, 2),
      sum(s.weight)::numeric(12, 2), (sum(s.share) / 100)::numeric(12, 2), sum(s.mismatch),
      sum(s.invalid))
    from shared s
    join named n on n.kind = s.kind
      and (n.offer = s.offer or n.offer is null and s.offer is null and n.name = s.name)
    group by n.kind, n.name, n.offer
    order by n.kind desc, sum(s.share) desc, n.name, n.offer
    """

  private static let visitsBySQL = """
    select concat_ws('|', coalesce(config, '-'), band, count(*), (sum(coalesce(km, 0)) * 1000)::bigint,
      sum(distance_charge))
    from (
      select r.distance_charge, pricing #>> '{distance,config}' as config,
        (pricing #>> '{distance,km}')::numeric as km,
        case
          when pricing #>> '{distance,km}' is null then 'none'
          when (pricing #>> '{distance,km}')::numeric <= 3 then 'free'
          when (pricing #>> '{distance,km}')::numeric <= 5 then 'to 5'
          when (pricing #>> '{distance,km}')::numeric <= 10 then 'to 10'
          when (pricing #>> '{distance,km}')::numeric <= 20 then 'to 20'
          when (pricing #>> '{distance,km}')::numeric <= 50 then 'to 50'
          else 'over 50'
        end as band
      from billing_records r
      where CONDITION
    ) visits
    group by config, band
    order by config nulls last,
      array_position(array['none', 'free', 'to 5', 'to 10', 'to 20', 'to 50', 'over 50'], band)
    """
}
