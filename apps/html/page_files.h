// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace apps {

/// page.html, in which {{words}} stand for what page.cpp fills in.
extern const char *const page_frame;

/// page.css.
extern const char *const page_style;

} // namespace apps
