// libcurl, and its variadic functions as Swift can call them: one for each kind of value.
#pragma once

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

static inline CURLcode curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_headers(CURL *handle, struct curl_slist *headers) {
  return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
}

static inline size_t curl_pass_over(char *bytes, size_t size, size_t count, void *context) {
  return size * count;
}

/// What the server answers is read and not kept.
static inline CURLcode curl_pass_over_answer(CURL *handle) {
  return curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, curl_pass_over);
}

static inline CURLcode curl_status(CURL *handle, long *status) {
  return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
}

static inline CURLcode curl_result(const CURLMsg *message) { return message->data.result; }
