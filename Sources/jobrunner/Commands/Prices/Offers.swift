internal import ArgumentParser
internal import Billing
internal import LabSchema
internal import PlainText

struct Offers: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The offers: what is in force, what ends soon, and changing them.",
    discussion: """
      An offer without coupons applies by itself on its days; one with coupons is given to who redeems a \
      code, see: jobrunner coupons. Changes are shown before they are made, and with --preview what \
      months would come to with them.

        jobrunner offers list --active
        jobrunner offers deactivate 'Health month' --preview --as meera@lab.example
      """,
    subcommands: [List.self, Show.self, Create.self, Update.self, Deactivate.self])
}

extension Offers {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the offers, by when they end.",
      discussion: """
        Examples:

          jobrunner offers list --active
          jobrunner offers list --expiring 30d
        """)

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Those that are active and in force today.")
    var active = false

    @Option(help: ArgumentHelp("Active ones that end within so many days.", valueName: "30d"))
    var expiring: DayCount?

    func run() throws {
      let session = try LabSession(options, command: "offers list", readOnly: true)
      let today = try session.businessDate()
      let offers = try session.connection.offers(
        OfferFilter(
          inForceOn: active ? today : nil, endingOn: expiring.map { today...$0.after(today) }))
      let currency = session.currency
      try session.show(
        ListReport(
          rows: offers, nothing: "there is no such offer", object: \.json,
          grid: { offers in
            var grid = TextGrid(
              ("ID", true), ("Offer", false), ("Gives", true), ("From", false), ("Until", false),
              ("Coupons", true), ("Used", true), ("Event", false), ("State", false))
            grid.rows = offers.map { offer in
              [
                "\(offer.id)", offer.name, offer.value(currency), "\(offer.startDate)",
                "\(offer.endDate)", "\(offer.coupons)", "\(offer.redemptions)",
                offer.eventTag ?? "", offer.state(on: today),
              ]
            }
            return grid
          }))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an offer, with its coupons and what was given for them.",
      discussion: """
        Example:

          jobrunner offers show 'Health month'
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The offer's name or id.")
    var offer: String

    func run() throws {
      let session = try LabSession(options, command: "offers show", readOnly: true)
      let id = try session.offer(called: offer)
      guard let found = try session.connection.offers(OfferFilter(id: id)).first else {
        throw DataError.noRow(of: Table.offers.name, key: offer.quoted)
      }
      try session.show(
        OfferReport(offer: found, today: session.businessDate(), currency: session.currency))
    }
  }

  struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make an offer.",
      discussion: """
        The same as jobrunner data offers create; what each column takes is told by: jobrunner data offers.

          jobrunner offers create name='Spring check' discount_type=percentage \\
            discount_value=10 \\
            start_date=2025-03-01 end_date=2025-03-31 --as meera@lab.example
        """)

    @OptionGroup var preview: PreviewOptions
    @OptionGroup var write: WriteOptions

    @Argument(help: ArgumentHelp("The columns' values.", valueName: "column=value"))
    var assignments: [String]

    func run() throws {
      try DataCommand.Create.run(
        .offers, assignments, write, preview: preview, command: "offers create")
    }
  }

  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change an offer, or many at once.",
      discussion: """
        The same as jobrunner data offers update.

          jobrunner offers update 'Spring check' discount_value=12 --preview=2025-03
          jobrunner offers update --where 'event_tag=Christmas' is_active=false
        """)

    @OptionGroup var rows: RowsOptions
    @OptionGroup var preview: PreviewOptions
    @OptionGroup var write: WriteOptions

    @Argument(
      help: ArgumentHelp(
        "The offer's name or id, then the columns' values.", valueName: "name column=value"))
    var words: [String] = []

    func validate() throws {
      _ = try rows.keyAndRest(words)
    }

    func run() throws {
      let (key, assignments) = try rows.keyAndRest(words)
      try DataCommand.Update.run(
        .offers, rows, keys: key.map { [$0] } ?? [], assignments, write, preview: preview,
        command: "offers update")
    }
  }

  struct Deactivate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make offers inactive: they apply to no booking any more, whenever it was.",
      discussion: """
        To end an offer from a day on, and leave what it gave before, set its last day instead: \
        jobrunner offers update NAME end_date=2025-03-15.

          jobrunner offers deactivate 'Health month' --preview --as meera@lab.example
        """)

    @OptionGroup var rows: RowsOptions
    @OptionGroup var preview: PreviewOptions
    @OptionGroup var write: WriteOptions

    @Argument(help: "The offers' names or ids.")
    var offers: [String] = []

    func validate() throws { try rows.check(keys: offers) }

    func run() throws {
      try DataCommand.Update.run(
        .offers, rows, keys: offers, ["is_active=false"], write, preview: preview,
        command: "offers deactivate")
    }
  }
}

extension LabSession {
  /// The offer of that name or id.
  func offer(called key: String) throws -> Int64 {
    try FoundTable(.offers, in: connection).id(called: key, over: connection)
  }
}

/// So many days, written `30d` or `30`.
struct DayCount: ExpressibleByArgument {
  let days: Int

  init?(argument: String) {
    let digits = argument.hasSuffix("d") ? String(argument.dropLast()) : argument
    guard let days = Int(digits), (0...36_500).contains(days) else { return nil }
    self.days = days
  }

  func after(_ date: CalendarDate) -> CalendarDate { date.addingDays(days) }
}

/// An offer for a person and for programs.
private struct OfferReport: Report {
  let offer: ListedOffer
  let today: CalendarDate
  let currency: Currency

  var json: JSONObject { offer.json }

  var lines: [String] {
    let tests =
      offer.applicableTests.map { "tests \($0)" } ?? "every test"
    let least =
      offer.minimumOrderValue == .absent
      ? "" : ", from \(offer.minimumOrderValue.text(currency)) on"
    return [
      "offer \(offer.id), \(offer.name): \(offer.value(currency)) off \(tests)\(least)",
      "from \(offer.startDate) to \(offer.endDate), \(offer.state(on: today))",
    ] + [offer.description, offer.eventTag.map { "event: \($0)" }].compactMap(\.self)
      + [
        offer.coupons == 0
          ? "no coupon: it applies by itself"
          : "\(counted(offer.coupons, "coupon")), used \(counted(offer.redemptions, "time")) for "
            + "\(currency.text(offer.redeemed)): jobrunner coupons list --offer \(offer.id)"
      ]
  }
}

extension ListedOffer {
  fileprivate var json: JSONObject {
    [
      "id": id, "name": name, "description": description, "discount_type": discountType,
      "discount_value": discountValue.money, "start_date": startDate, "end_date": endDate,
      "is_active": isActive, "event_tag": eventTag, "applicable_tests": applicableTests,
      "minimum_order_value": minimumOrderValue.money, "coupons": coupons,
      "redemptions": redemptions, "redeemed_amount": redeemed,
    ]
  }

  /// `10.00%` or `100.00`.
  fileprivate func value(_ currency: Currency) -> String {
    discountValue.text(currency)
      + (discountType.lowercased() == DiscountType.percentage.rawValue ? "%" : "")
  }

  fileprivate func state(on date: CalendarDate) -> String {
    if !isActive { return "inactive" }
    if date < startDate { return "to come" }
    return date > endDate ? "ended" : "in force"
  }
}
