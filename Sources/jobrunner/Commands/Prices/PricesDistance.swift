internal import ArgumentParser
internal import Billing
internal import LabSchema

extension Prices {
  struct Distance: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What a home visit costs by distance, from a date to a date (R4).",
      subcommands: [List.self, SetPrice.self])
  }
}

extension Prices.Distance {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the distance prices by date, and which one is in force.",
      discussion: """
        Example:

          jobrunner prices distance list
        """)

    @OptionGroup var options: GlobalOptions

    func run() throws {
      let session = try LabSession(options, command: "prices distance list", readOnly: true)
      let today = try session.businessDate()
      let book = PriceBook(distancePricings: try session.connection.distancePricings())
      let current = book.distancePricing(on: today)?.id
      let currency = session.currency
      let pricings = book.distancePricings.sorted {
        ($0.effectiveFrom, $0.id) < ($1.effectiveFrom, $1.id)
      }
      let rows = pricings.map { pricing in
        (
          pricing: pricing,
          state: !pricing.isActive
            ? "inactive"
            : pricing.id == current
              ? "in force" : pricing.effectiveFrom > today ? "to come" : "ended"
        )
      }
      try session.show(
        ListReport(
          rows: rows, nothing: "there is no distance price: visits with a distance are quarantined",
          object: { row in
            [
              "id": row.pricing.id, "effective_from": row.pricing.effectiveFrom,
              "effective_until": row.pricing.lastDay, "base_charge": row.pricing.baseCharge,
              "charge_per_km": row.pricing.chargePerKm,
              "max_free_distance_km": row.pricing.maxFreeDistance.description,
              "is_active": row.pricing.isActive, "state": row.state,
            ]
          },
          grid: { rows in
            var grid = TextGrid(
              ("ID", true), ("From", false), ("Until", false), ("Base", true), ("Per km", true),
              ("Free km", true), ("State", false))
            grid.rows = rows.map { row in
              [
                "\(row.pricing.id)", "\(row.pricing.effectiveFrom)", shown(row.pricing.lastDay),
                currency.text(row.pricing.baseCharge), currency.text(row.pricing.chargePerKm),
                "\(row.pricing.maxFreeDistance)", row.state,
              ]
            }
            return grid
          }))
    }
  }

  struct SetPrice: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Set the price of visits from a date on; the one before ends on the day before.",
      discussion: """
        Both are written in one step, and shown first as they will stand. A price that begins on the same \
        day is replaced: it becomes inactive. Where another one begins later, the new one ends on the day \
        before. With --until it holds for a while, and what was in force before resumes on the next day.

        A date in the past is taken: what it does to the months since, closed ones too, is shown before it \
        asks. Records that are finalized stay; jobrunner adjust settles them with notes.

          jobrunner prices distance set --from 2025-02-03 --base 60 --per-km 6.5 \\
            --free 3 \\
            --as meera@lab.example
          jobrunner prices distance set --from 2025-01-01 --base 60 --per-km 6.5 \\
            --free 3 \\
            --dry-run --preview 2025-01
        """)

    @Option(help: "The first day, such as 2025-02-03.")
    var from: CalendarDate

    @Option(help: "What a visit costs beyond the free distance, such as 60.")
    var base: String

    @Option(
      name: .customLong("per-km"),
      help: "What each kilometre beyond the free ones costs besides, such as 6.5.")
    var perKm: String

    @Option(help: "Kilometres up to which a visit is free, such as 3.")
    var free: String

    @Option(help: "The last day. Default: until another price begins.")
    var until: CalendarDate?

    @OptionGroup var preview: PreviewOptions
    @OptionGroup var write: WriteOptions

    func run() throws {
      let session = try write.session("prices distance set")
      let table = Table.distancePricingConfigs
      let writing = try DataWriting(
        write, session, needing: DataAuthority.roles(for: .create, of: table, columns: []))
      let writer = try writing.writer(of: table)
      let rates = try RowValues(
        ["base_charge=\(base)", "charge_per_km=\(perKm)", "max_free_distance_km=\(free)"],
        of: writer.found, secret: StandardInput.secret)
      let isPast = try from < session.businessDate()
      try writing.carryOut(
        preview: preview.scope ?? (isPast ? .since(from) : nil),
        report: { DistancePriceReport(plan: $0, state: $1, currency: session.currency) },
        { try writer.setDistancePrice(rates, from: from, until: until) })
    }
  }
}

/// The distance prices as they will stand, or stand.
private struct DistancePriceReport: Report {
  let plan: DistancePricePlan
  let state: WritingState
  let currency: Currency

  var json: JSONObject {
    [
      "dry_run": state == .planned,
      "prices": plan.steps.map { step -> JSONObject in
        [
          "id": step.id, "action": step.kind.rawValue, "effective_from": step.from,
          "effective_until": step.until, "base_charge": step.rates.baseCharge,
          "charge_per_km": step.rates.chargePerKm,
          "max_free_distance_km": step.rates.maxFreeDistance.description,
        ]
      },
    ]
  }

  var quietLines: [String] { state == .written ? [] : lines }

  var lines: [String] {
    var grid = TextGrid(
      ("From", false), ("Until", false), ("Base", true), ("Per km", true), ("Free km", true),
      ("ID", true), ("What", false))
    grid.rows = plan.steps.map { step in
      [
        "\(step.from)", shown(step.until), currency.text(step.rates.baseCharge),
        currency.text(step.rates.chargePerKm), "\(step.rates.maxFreeDistance)", shown(step.id),
        step.kind.words,
      ]
    }
    return grid.lines
      + [state == .planned ? "the prices would stand like this" : "the prices stand like this"]
  }
}

extension DistancePricePlan.Step.Kind {
  fileprivate var words: String {
    switch self {
    case .stays: ""
    case .ends: "ends"
    case .replaced: "replaced: inactive"
    case .new: "new"
    case .resumes: "resumes, a new row"
    }
  }
}

extension DistancePricing {
  /// Nil where it is open.
  fileprivate var lastDay: CalendarDate? { effectiveUntil?.known }
}
