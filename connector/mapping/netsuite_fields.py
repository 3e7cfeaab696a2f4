"""The fields of each kind of record by SuiteTalk's names: a type, a colon, its fields."""

CUSTOMER = """
reference: category customForm defaultTaxReg drAccount entityStatus fxAccount image leadSource parent partner priceLevel
    receivablesAccount salesRep shippingItem subsidiary taxItem terms territory
text: accountNumber altEmail altName altPhone comments companyName email entityId fax firstName homePhone keywords
    lastName middleName mobilePhone phone phoneticName printOnCheckAs referrer resaleNumber salutation title url
    vatRegNumber
boolean: emailTransactions faxTransactions isInactive isPerson printTransactions sendEmail shipComplete
    taxExempt taxable
date: endDate startDate
decimal: creditLimit
integer: reminderDays
"""
ITEM = """
reference: billingSchedule class costCategory createRevenuePlansOn customForm deferredRevenueAccount department
    incomeAccount issueProduct itemRevenueCategory location parent pricingGroup purchaseTaxCode quantityPricingSchedule
    revRecForecastRule revRecSchedule revReclassFXAccount revenueAllocationGroup revenueRecognitionRule saleUnit
    salesTaxCode taxSchedule unitsType
text: costEstimateUnits displayName itemId salesDescription softDescriptor upcCode
boolean: availableToPartners contingentRevenueHandling deferRevRec directRevenuePosting includeChildren isFulfillable
    isInactive isOnline isTaxable pricesIncludeTax useMarginalRates vsoeDelivered
decimal: costEstimate vsoePrice
integer: maximumQuantity minimumQuantity
"""
SERVICE_SALE_ITEM = (
    ITEM
    + """
text: matrixItemNameTemplate metaTagHtml pageTitle searchKeywords storeDescription storeDetailedDescription
    storeDisplayName urlComponent
boolean: createJob dontShowPrice excludeFromSitemap isDonationItem onSpecial
"""
)
DISCOUNT_ITEM = """
reference: class customForm department incomeAccount location parent salesTaxCode taxSchedule
text: description displayName itemId
boolean: includeChildren isInactive isPreTax
"""
INVOICE = """
reference: account approvalStatus billAddressList billingAccount billingSchedule class customForm department
    entityTaxRegNum job leadSource location messageSel nexus nextApprover opportunity partner promoCode revRecSchedule
    salesGroup salesRep shipAddressList shipMethod subsidiary subsidiaryTaxRegNum terms
text: email fax fob memo message otherRefNum source tranId vatRegNum
boolean: excludeCommission isTaxable recurringBill shipIsResidential syncPartnerTeams syncSalesTeams toBeEmailed
    toBeFaxed toBePrinted
date: dueDate endDate salesEffectiveDate shipDate startDate taxPointDate
decimal: exchangeRate
"""
INVOICE_ITEM = """
reference: catchUpPeriod chargeType class department job location price revRecSchedule shipAddress shipMethod
    subscriptionLine taxCode units
text: description licenseCode serialNumbers taxDetailsReference
boolean: deferRevRec isTaxable vsoeDelivered vsoeIsEstimate
decimal: costEstimate
"""
CUSTOMER_PAYMENT = """
reference: account arAcct class creditCardProcessor customForm department location paymentMethod paymentOption
    paymentProcessingProfile subsidiary
text: authCode checkNum checkNumber memo pnRefNum tranId
boolean: isRecurringPayment undepFunds
decimal: exchangeRate
"""
CREDIT_MEMO = """
reference: account billAddressList class customForm department entityTaxRegNum job leadSource location messageSel nexus
    partner promoCode salesGroup salesRep shipMethod subsidiary subsidiaryTaxRegNum
text: email fax memo message otherRefNum source tranId vatRegNum
boolean: excludeCommission isTaxable syncPartnerTeams syncSalesTeams toBeEmailed toBeFaxed toBePrinted
date: salesEffectiveDate taxPointDate
decimal: exchangeRate
"""
CREDIT_MEMO_ITEM = """
reference: catchUpPeriod chargeType class department job location price revRecSchedule shipAddress shipMethod
    subscriptionLine taxCode units
text: description serialNumbers taxDetailsReference
boolean: deferRevRec isTaxable vsoeDelivered vsoeIsEstimate
decimal: costEstimate
"""
CUSTOMER_REFUND = """
reference: account arAcct class creditCardProcessor customForm department location paymentMethod paymentOption
    paymentProcessingProfile subsidiary
text: checkNumber memo pnRefNum tranId
boolean: toBePrinted
decimal: exchangeRate
"""
