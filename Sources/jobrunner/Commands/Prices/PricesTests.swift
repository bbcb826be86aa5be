internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

extension Prices {
  struct Tests: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What the tests of the catalogue cost (R3).",
      subcommands: [List.self, SetPrice.self])
  }
}

extension Prices.Tests {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the tests with their prices.",
      discussion: """
        Example:

          jobrunner prices tests list
        """)

    @OptionGroup var options: GlobalOptions

    func run() throws {
      let session = try LabSession(options, command: "prices tests list", readOnly: true)
      let currency = session.currency
      try session.show(
        ListReport(
          rows: try session.connection.testPrices(), nothing: "there is no test",
          object: { test in
            [
              "id": test.id, "name": test.name, "category": test.category,
              "price": test.price.money, "discounted_price": test.discountedPrice.money,
              "is_active": test.isActive,
            ]
          },
          grid: { tests in
            var grid = TextGrid(
              ("ID", true), ("Test", false), ("Category", false), ("Price", true),
              ("Discounted", true), ("State", false))
            grid.rows = tests.map { test in
              [
                "\(test.id)", test.name, shown(test.category), test.price.text(currency),
                test.discountedPrice.text(currency), test.isActive ? "" : "inactive",
              ]
            }
            return grid
          }))
    }
  }

  struct SetPrice: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Set what a test costs from now on.",
      discussion: """
        What is booked keeps the unit price of its line. Only lines that have none follow the test's \
        price, also those of days that have passed: --preview shows what that changes.

          jobrunner prices tests set 'Lipid Panel' --price 700 --no-discount \\
            --as meera@lab.example
          jobrunner prices tests set 12 --price 700 --discounted 650 --dry-run \\
            --preview 2025-01
        """)

    @Argument(help: "The test's id or name.")
    var test: String

    @Option(help: "The list price, such as 700.")
    var price: String?

    @Option(help: "What is charged instead of the list price, such as 650.")
    var discounted: String?

    @Flag(name: .customLong("no-discount"), help: "Charge the list price.")
    var noDiscount = false

    @OptionGroup var preview: PreviewOptions
    @OptionGroup var write: WriteOptions

    func validate() throws {
      if discounted != nil, noDiscount {
        throw ValidationError("give either --discounted or --no-discount")
      }
      if price == nil, discounted == nil, !noDiscount {
        throw ValidationError("give --price, --discounted or --no-discount")
      }
    }

    func run() throws {
      let session = try write.session("prices tests set")
      let writing = try DataWriting(
        write, session,
        needing: DataAuthority.roles(for: .update, of: .tests, columns: ["price"]))
      let writer = try writing.writer(of: .tests)
      let values = try RowValues(
        (price.map { ["price=\($0)"] } ?? [])
          + (noDiscount
            ? ["discounted_price="] : discounted.map { ["discounted_price=\($0)"] } ?? []),
        of: writer.found, secret: StandardInput.secret)
      let id = try writer.found.id(called: test, over: session.connection)
      let lines = try session.connection.bookedLines(ofTests: [id])
      let charged = try writer.found.rows(
        where: "id", is: id, timeZone: session.configuration.billing.timeZone,
        over: session.connection
      ).first?["discounted_price"]
      try writing.carryOut(
        preview: preview.scope,
        report: { changes, state in
          var remarks = [
            "\(lines.priced) booked lines keep their unit price; \(lines.unpriced) without one follow "
              + "the test's"
          ]
          if let charged, discounted == nil, !noDiscount {
            remarks.append(
              "\(charged) is charged instead of the list price: --discounted or --no-discount changes that"
            )
          }
          return RemarkedReport(told: RowChangesReport(changes, state), remarks: remarks)
        },
        isNothing: { $0.count == 0 }, { try writer.update([id], values) })
    }
  }
}

/// What is said of something, and beside it.
struct RemarkedReport<Told: Report>: Report {
  let told: Told
  let remarks: [String]

  var json: Told.JSON { told.json }
  var lines: [String] { told.lines }
  var quietLines: [String] { told.quietLines }
}

extension AmountReading {
  /// The amount; nil where there is none that can be used.
  var money: Money? {
    if case .amount(let money) = self { money } else { nil }
  }

  /// As a person reads it.
  func text(_ currency: Currency) -> String {
    switch self {
    case .absent: "–"
    case .amount(let money): currency.text(money)
    case .unusable: "unusable"
    case .outOfRange: "out of range"
    }
  }
}
