"""Crawls the pages of bench/jobs with Scrapy and extracts the same items. Prints one JSON line.

    spider.py BASE-URL PAGES IN-FLIGHT OUTPUT
"""
import glob
import json
import resource
import sys
import time

import scrapy
from scrapy.crawler import CrawlerProcess

base, pages, in_flight, output = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


class Pages(scrapy.Spider):
    name = "pages"

    def start_requests(self):
        for n in range(1, pages + 1):
            yield scrapy.Request(f"{base}/{n}.html")

    def parse(self, response):
        for item in response.css("li.item"):
            yield {
                "name": item.css("h3 a::text").get(),
                "price": float(item.css(".price::text").get().lstrip("$")),
                "link": response.urljoin(item.css("h3 a::attr(href)").get()),
                "maker": item.css(".maker::text").get(),
            }


process = CrawlerProcess(
    {
        "CONCURRENT_REQUESTS": in_flight,
        "CONCURRENT_REQUESTS_PER_DOMAIN": in_flight,
        "ROBOTSTXT_OBEY": False,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "REQUEST_FINGERPRINTER_IMPLEMENTATION": "2.7",
        "FEEDS": {output: {"format": "jsonlines", "overwrite": True}},
    }
)
crawler = process.create_crawler(Pages)
process.crawl(crawler)
began = time.time()
process.start()
cpu = sum(int(open(path).read().split()[0]) for path in glob.glob("/proc/self/task/*/schedstat")) / 1e9
usage = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "seconds": time.time() - began,
            "cpu": cpu,
            "rss_kb": usage.ru_maxrss,
            "items": crawler.stats.get_value("item_scraped_count"),
            "pages": crawler.stats.get_value("response_received_count"),
        }
    )
)
