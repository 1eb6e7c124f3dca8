<?php
// PHP's clock is a signal to the process.
set_time_limit(1);
for (;;) {
}
