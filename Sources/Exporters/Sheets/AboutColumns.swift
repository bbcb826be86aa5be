internal import Billing
internal import LabSchema

/// What *About* says of the sheets and their columns, of the files' columns, and of the findings by their
/// names.
extension AboutWords {
  static func sheets(_ content: PackageContent) -> [Line] {
    PackageSheets.all.map { Line(subject: $0.name, text: $0.about(content)) }
  }

  static let columns: [Line] = {
    // The register, which most people come for, before the others.
    let sheets = [RegisterSheets.self] + PackageSheets.all.filter { $0 != RegisterSheets.self }
    return sheets.flatMap { sheet in
      sheet.remarks.map { Line(subject: sheet.name, name: $0.columns, text: $0.text) }
    }
  }()

  static let findings: [Line] = FindingKind.allCases.map { kind in
    Line(subject: kind.rawValue, text: kind.remedy)
  }

  static func columns(of file: (some PackageFile).Type) -> [Line] {
    file.columns.map { Line(subject: $0.name, name: words(for: $0.kind), text: $0.meaning) }
  }

  private static func words<Row>(for kind: ReportColumn<Row>.Kind) -> String {
    switch kind {
    case .identifier, .rightIdentifier, .count: "whole number"
    case .date, .weekday: "date, as 2025-01-31"
    case .month: "month, as 2025-01"
    case .amount: "amount"
    case .signedAmount, .sparseAmount: "amount, may be below zero"
    case .distance: "kilometres"
    case .text: "text"
    case .choice(let values): values.count <= 4 ? values.joined(separator: ", ") : "a fixed name"
    }
  }
}
