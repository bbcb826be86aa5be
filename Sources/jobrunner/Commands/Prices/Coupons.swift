internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

struct Coupons: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The codes that redeem offers: making them, ending them, and who used what.",
    discussion: """
      Examples:

        jobrunner coupons generate --offer 'Spring check' --count 500 --prefix PET \\
          > codes.txt
        jobrunner coupons uses PETK7Q2M9XA
      """,
    subcommands: [List.self, Generate.self, Deactivate.self, Uses.self, Recount.self])
}

extension Coupons {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List coupons, by when they end, with how often each was used.",
      discussion: """
        Examples:

          jobrunner coupons list --expiring 30d
          jobrunner coupons list --offer 'Spring check' --limit 1000
        """)

    @OptionGroup var options: GlobalOptions

    @Option(help: ArgumentHelp("Active ones that end within so many days.", valueName: "30d"))
    var expiring: DayCount?

    @Option(help: ArgumentHelp("Those of one offer, by its name or id.", valueName: "name"))
    var offer: String?

    @Option(help: "How many to show at most.")
    var limit = 500

    func validate() throws {
      guard (1...1_000_000).contains(limit) else {
        throw ValidationError("--limit takes a number from 1 to 1000000")
      }
    }

    func run() throws {
      let session = try LabSession(options, command: "coupons list", readOnly: true)
      let today = try session.businessDate()
      var rows: [ListedCoupon] = []
      try session.connection.forEachCoupon(
        ofOffer: try offer.map(session.offer), endingOn: expiring.map { today...$0.after(today) },
        limit: limit + 1, timeZone: session.configuration.billing.timeZone
      ) { rows.append($0) }
      let hasMore = rows.count > limit
      if hasMore { rows.removeLast() }
      try session.show(
        ListReport(rows: rows, nothing: "there is no such coupon", object: \.json, grid: Self.grid))
      if hasMore { session.console.log(.remark("there are more: --limit shows them")) }
    }

    private static func grid(_ coupons: [ListedCoupon]) -> TextGrid {
      var grid = TextGrid(
        ("Code", false), ("Offer", false), ("From", false), ("Until", false), ("Used", true),
        ("Most", true), ("Each user", true), ("State", false))
      grid.rows = coupons.map { coupon in
        [
          coupon.code, shown(coupon.offer), coupon.startsAt.text, coupon.endsAt.text,
          "\(coupon.uses)",
          shown(coupon.maxUses), "\(coupon.maxUsesPerUser)", coupon.isActive ? "" : "inactive",
        ]
      }
      return grid
    }
  }

  struct Deactivate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make coupons inactive.",
      discussion: """
        What was redeemed already keeps its amount; a booking that is not finalized yet and has redeemed \
        one is held, until somebody has looked at it (R5).

          jobrunner coupons deactivate PETK7Q2M9XA PETW3HRT6BN --as meera@lab.example
          jobrunner coupons deactivate --where 'code=PET*' --dry-run
        """)

    @OptionGroup var rows: RowsOptions
    @OptionGroup var preview: PreviewOptions
    @OptionGroup var write: WriteOptions

    @Argument(help: "The codes.")
    var codes: [String] = []

    func validate() throws { try rows.check(keys: codes) }

    func run() throws {
      try DataCommand.Update.run(
        .coupons, rows, keys: codes, ["is_active=false"], write, preview: preview,
        command: "coupons deactivate")
    }
  }

  struct Uses: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Who used a coupon: each booking, user, amount and date.",
      discussion: """
        Example:

          jobrunner coupons uses PETK7Q2M9XA
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The code, or the coupon's id.")
    var code: String

    func run() throws {
      let session = try LabSession(options, command: "coupons uses", readOnly: true)
      let connection = session.connection
      let id = try FoundTable(.coupons, in: connection).id(called: code, over: connection)
      let currency = session.currency
      try session.show(
        ListReport(
          rows: try connection.uses(
            ofCoupon: id, timeZone: session.configuration.billing.timeZone),
          nothing: "nobody has used it",
          object: { use in
            [
              "redemption_id": use.id, "code": use.code, "booking_id": use.bookingID,
              "booking_status": use.bookingStatus, "user_id": use.userID, "user": use.user,
              "discount_amount": use.amount.money, "redemption_date": use.redeemedAt.instant,
            ]
          },
          grid: { uses in
            var grid = TextGrid(
              ("Redeemed", false), ("Booking", true), ("Status", false), ("User", true),
              ("Name", false), ("Amount", true))
            grid.rows = uses.map { use in
              [
                use.redeemedAt.text, "\(use.bookingID)", shown(use.bookingStatus), "\(use.userID)",
                shown(use.user), use.amount.text(currency),
              ]
            }
            return grid
          }))
    }
  }
}

extension ListedCoupon {
  fileprivate var json: JSONObject {
    [
      "id": id, "code": code, "offer_id": offerID, "offer": offer, "start_date": startsAt.instant,
      "end_date": endsAt.instant, "is_active": isActive, "max_uses": maxUses,
      "max_uses_per_user": maxUsesPerUser, "uses": uses,
    ]
  }
}
