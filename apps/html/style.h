// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace apps {

/// The page's style sheet.
extern const char *const html_style;

} // namespace apps
