<?php echo "php at ", $_SERVER["REQUEST_URI"], " with a ", shell_exec("echo process");
