internal import Billing
internal import CXLSXWriter
internal import Foundation
internal import Glibc

/// A workbook being written to a file. Nothing is on disk in its final form until ``close()``; a
/// workbook that is dropped without it leaves an unfinished file.
///
/// libxlsxwriter prints numbers with the thread's locale: write under
/// ``NumericLocale/withPlainNumbers(_:)``.
@safe struct Workbook: ~Copyable {
  /// Where a sheet's rows are kept until the workbook is closed.
  enum RowStorage {
    /// In memory: cells in any order, merged ranges, and the source of a chart's cached values.
    case memory
    /// On disk, row by row, each row complete before the next: any number of rows in a few MB.
    case stream
  }

  private let pointer: UnsafeMutablePointer<lxw_workbook>
  private let path: String
  private var formats = FormatTable()
  private var isOpen = true

  /// - Parameters:
  ///   - path: the file, which may exist: its access rights are kept.
  ///   - temporaryFolder: where parts of the workbook lie until it is closed.
  init(path: String, temporaryFolder: String) throws(SpreadsheetError) {
    self.path = path
    var temporary = Array(temporaryFolder.utf8CString)
    let workbook = unsafe temporary.withUnsafeMutableBufferPointer { folder in
      var options = unsafe lxw_workbook_options(
        constant_memory: 0, tmpdir: folder.baseAddress, use_zip64: 0)
      return unsafe workbook_new_opt(path, &options)
    }
    guard let workbook = unsafe workbook else {
      throw .notWritten(path: path, reason: "no memory for a workbook")
    }
    unsafe pointer = unsafe workbook
    unsafe formats.setStandardFont(of: workbook)
  }

  deinit {
    if isOpen { unsafe lxw_workbook_free(pointer) }
  }

  /// The format for a style; the same style gives the same format.
  mutating func format(_ style: CellStyle) -> CellFormat {
    unsafe formats.format(style, in: pointer)
  }

  /// Adds a sheet after those there are and fills it.
  mutating func addSheet(
    _ name: String, rows storage: RowStorage = .memory,
    _ fill: (inout Sheet) throws -> Void
  ) throws {
    var sheet = try openSheet(name, rows: storage)
    try fill(&sheet)
  }

  /// Adds a sheet after those there are, to be filled before the workbook is closed.
  mutating func openSheet(
    _ name: String, rows storage: RowStorage
  ) throws(SpreadsheetError) -> Sheet {
    // The library reads this flag when a sheet is added, not when the workbook is made.
    unsafe pointer.pointee.options.constant_memory = storage == .stream ? 1 : 0
    guard let worksheet = unsafe workbook_add_worksheet(pointer, name) else {
      throw .notWritten(
        path: path, reason: "sheet \(name) could not be added; is the temporary folder writable?")
    }
    // Programs make a row as high as the standard font asks, unless the sheet says how high.
    unsafe worksheet_set_default_row(worksheet, CellStyle.rowHeight, 0)
    return unsafe Sheet(worksheet, of: pointer, name: name, formats: formats)
  }

  /// Sets what the file says about itself. `created` is seconds since 1970 and never the clock's
  /// time: the same data gives the same bytes.
  mutating func setProperties(
    title: String, subject: String, company: String = "", created: Int
  ) throws(SpreadsheetError) {
    var title = Array(CellText.clean(title).utf8CString)
    var subject = Array(CellText.clean(subject).utf8CString)
    var company = Array(CellText.clean(company).utf8CString)
    var author = Array("jobrunner".utf8CString)
    let result = unsafe title.withUnsafeMutableBufferPointer { title in
      unsafe subject.withUnsafeMutableBufferPointer { subject in
        unsafe company.withUnsafeMutableBufferPointer { company in
          unsafe author.withUnsafeMutableBufferPointer { author in
            var properties = unsafe lxw_doc_properties()
            unsafe properties.title = title.baseAddress
            unsafe properties.subject = subject.baseAddress
            unsafe properties.company = company.baseAddress
            unsafe properties.author = author.baseAddress
            unsafe properties.created = created
            return unsafe workbook_set_properties(pointer, &properties)
          }
        }
      }
    }
    try Self.check(result, doing: "document properties")
  }

  /// Writes the file. It still has to be read back: the library does not notice that its
  /// temporary disk filled up.
  consuming func close() throws(SpreadsheetError) {
    isOpen = false
    let workbook = unsafe pointer
    let (result, code) = LibraryMessages.withheld {
      errno = 0
      let result = unsafe workbook_close(workbook)
      return (result, errno)
    }
    guard result == LXW_NO_ERROR else {
      throw .notWritten(path: path, reason: Self.reason(result), code: code)
    }
  }

  static func check(_ result: lxw_error, doing what: String) throws(SpreadsheetError) {
    guard result == LXW_NO_ERROR else { throw .refused(what: what, reason: reason(result)) }
  }

  private static func reason(_ result: lxw_error) -> String {
    unsafe String(cString: lxw_strerror(result))
  }
}

/// The locale that C prints numbers in.
enum NumericLocale {
  /// Runs `body` with the calling thread's numbers written with a point, whatever the process's
  /// locale says: the spreadsheet library prints with C's own functions.
  static func withPlainNumbers<Value>(_ body: () throws -> Value) rethrows -> Value {
    guard let plain = unsafe newlocale(LC_NUMERIC_MASK, "C", nil) else { return try body() }
    let previous = unsafe uselocale(plain)
    defer {
      unsafe uselocale(previous)
      unsafe freelocale(plain)
    }
    return try body()
  }
}
